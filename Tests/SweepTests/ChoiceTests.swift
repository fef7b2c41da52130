import Foundation
import Specification
import TestSupport
import Testing

/// By which images trainings choose when to end and what to keep.
@Suite("What trainings choose by")
struct ChoiceTests {
  private static let classifier = """
    { "classifier": ["flatten", { "linear": 16 }, "relu", { "linear": 2 }] }
    """

  /// A classifier without validation images.
  private func classifier(_ training: String) -> String {
    SweepBench.experiment(model: Self.classifier, members: #", "report": { "figures": [] }"#)
      .replacing(#""epochs": 4"#, with: #""epochs": 40, \#(training)"#)
      .replacing(#""reduction": [{ "pca": { "dimensions": 3, "whiten": true } }],"#, with: "")
      .replacing(
        #""clustering": { "kmeans": { "clusters": 2, "restarts": 3 } }"#, with: #""seeds": [0, 1]"#
      )
      .split(separator: "\n").filter { !$0.contains(#""validation""#) }.joined(separator: "\n")
  }

  private func weights(_ bench: SweepBench) throws -> [Data] {
    try bench.stages("weights.safetensors").map {
      try Data(contentsOf: URL(fileURLWithPath: $0 + "/weights.safetensors"))
    }
  }

  @Test(
    "images that are only scored change no weight",
    arguments: [
      #""earlyStopping": { "patience": 1 }"#,
      #""schedule": { "warmUp": 1, "then": { "plateau": 1, "factor": 0.3 } }"#,
    ])
  func scoredImages(training: String) throws {
    var all: [[Data]] = []
    for test in ["test", "validation"] {
      let bench = try SweepBench()
      let text = classifier(training).replacing(#"test.npy"#, with: "\(test).npy")
        .replacing(#"test-labels.npy"#, with: "\(test)-labels.npy")
      let run = try bench.sweep("run", try bench.write(text))
      #expect(run.code == 0, "\(run.errors)")
      all.append(try weights(bench).sorted { $0.lexicographicallyPrecedes($1) })
      let report = try bench.text("results/x/report.md")
      #expect(report.contains("Chosen by the loss of training: when "))
    }
    #expect(all[0] == all[1] && all[0].count == 2)
  }

  @Test("a training that chooses nothing keeps its key, the curve over scored images drawn along")
  func keys() throws {
    let bench = try SweepBench()
    let run = try bench.sweep("run", try bench.write(classifier(#""checkpoints": 0"#)))
    #expect(run.code == 0, "\(run.errors)")
    for folder in bench.stages("weights.safetensors") {
      let text = try String(contentsOfFile: folder + "/specification.json", encoding: .utf8)
      #expect(text.contains(#""validation":""#) && !text.contains("watched"))
    }
    #expect(try !bench.text("results/x/report.md").contains("Chosen by"))
  }

  @Test("halving and early stopping together give a row the numbers it has without halving")
  func halvingWithEarlyStopping() throws {
    func run(_ search: String) throws -> [JSON] {
      let members = #"""
        , "sweep": { "grid": { "training.optimizer.adam.learningRate": [1e-5, 0.02, 0.3] }\#(search) },
        "report": { "figures": [] }
        """#
      let text = SweepBench.experiment(epochs: 30, members: members)
        .replacing(#""batchSize""#, with: #""earlyStopping": { "patience": 2 }, "batchSize""#)
      let bench = try SweepBench()
      let run = try bench.sweep("run", try bench.write(text))
      #expect(run.code == 0, "\(run.errors)")
      return try #require(bench.json("results/x/results.json")["rows"]?.elements)
    }
    let searched = try run(#", "halving": { "rungs": [4, 12], "keep": 0.6 }"#)
    for (some, all) in zip(searched, try run("")) {
      #expect(some["stopped"] != nil || some["runs"] == all["runs"])
    }
    #expect(searched.count { $0["stopped"] == nil } == 2)
    #expect(!searched.contains { $0["stopped"]?.string?.contains("failed") ?? false })
  }

  @Test("the losses of a table are those of the weights that were kept")
  func keptEpoch() throws {
    let bench = try SweepBench()
    let text = SweepBench.experiment(epochs: 60, members: #", "report": { "figures": [] }"#)
      .replacing(
        #""batchSize""#,
        with: #""optimizer": { "adam": 0.05 }, "earlyStopping": { "patience": 6 }, "batchSize""#)
    let run = try bench.sweep("run", try bench.write(text))
    #expect(run.code == 0, "\(run.errors)")
    let folder = try #require(bench.stages("weights.safetensors").first)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/curve.json"))
    let curve = try JSONParser.parse(Source(name: "curve", bytes: Array(bytes)))
    let losses = (curve.elements ?? []).compactMap { $0["validationLoss"]?.number }
    let metrics = try bench.json("results/x/results.json")["rows"]?.elements?.first?["runs"]?
      .elements?.first?["metrics"]
    #expect(metrics?["loss.validation"]?.number == losses.min())
    #expect(losses.last != losses.min())
  }
}

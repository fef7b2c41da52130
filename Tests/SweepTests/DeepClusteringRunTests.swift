import Foundation
import TestSupport
import Testing

@Suite("A deep clustering in an experiment", .serialized)
struct DeepClusteringRunTests {
  private func model(_ method: String, _ more: String = "") -> String {
    """
    { "deepClustering": { "method": "\(method)", "encoder": ["flatten", { "linear": 24 }, "relu"], \
    "latent": 8, "clusters": 2, "pretrain": { "epochs": 4, "batchSize": 10 }, "updateInterval": 5\(more) } }
    """
  }

  private func text(_ more: String = "", epochs: Int = 4) -> String {
    let variants = #"""
      , "sweep": { "variants": {
          "autoencoder": { "model": \#(SweepBench.autoencoder) },
          "dec": { "model": \#(model("dec", more)) }, "idec": { "model": \#(model("idec", more)) } } }
      """#
    return SweepBench.experiment(epochs: epochs, members: variants)
  }

  @Test("is trained behind an autoencoder that every row of the same training shares")
  func sharing() throws {
    let bench = try SweepBench()
    let file = try bench.write(text(#", "tolerance": 0"#))
    let plan = try bench.start(["plan", file]).wait()
    let lines = plan.output.split(separator: "\n")
    #expect(lines.count { $0.contains("train autoencoder: ") } == 1, "\(plan.output)\(plan.errors)")
    #expect(lines.count { $0.contains("train deepClustering: ") } == 2)
    #expect(lines.count { $0.contains("first centres by k-means: ") } == 1)
    let run = try bench.sweep("run", file)
    #expect(run.code == 0, "\(run.errors)")
    #expect(try bench.text("results/x/report.md").contains("idec"))
  }

  @Test(
    "gives the same bytes on any number of workers and threads, and after a stop in mid-training")
  func sameBytes() throws {
    let bench = try SweepBench()
    try bench.sweep("run", try bench.write(text(#", "tolerance": 0"#, epochs: 40)), "--quiet")
    let other = try SweepBench()
    let file = try other.write(text(#", "tolerance": 0"#, epochs: 40))
    let run = try other.start(["run", file, "--jobs", "2", "--threads", "2", "--events", "events"])
    try waitUntil { (try? other.text("events").contains("\"progress\"")) ?? false }
    run.signal(SIGINT)
    _ = try run.wait()
    let again = try other.sweep("run", file)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try other.results() == bench.results())
  }

  @Test(
    "what it cannot use is refused at its place",
    arguments: [
      ("gamma=0.5", "dec", "has no reconstruction"),
      ("latent=null", "idec", "need a \"latent\" size"),
      ("pretrain.loss=crossEntropy", "idec", "choose \"mse\""),
      ("pretrain.checkpoints=2", "idec", "shown nowhere"), ("clusters=61", "idec", "61 clusters"),
    ])
  func refused(setting: String, method: String, message: String) throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(model: model(method)))
    let run = try bench.start(["plan", file, "--set", "model.deepClustering.\(setting)"]).wait()
    #expect(run.code == 2 && run.errors.contains(message), "\(run.output)\(run.errors)")
  }

  @Test("a loss beside dec, and first weights beside either, are refused")
  func refusedTraining() throws {
    for (setting, method, message) in [
      ("training.loss=mse", "dec", "leave \"loss\" out"),
      ("training.init=xavier", "idec", "leave it out"),
    ] {
      let bench = try SweepBench()
      let file = try bench.write(SweepBench.experiment(model: model(method)))
      let run = try bench.start(["plan", file, "--set", setting]).wait()
      #expect(run.code == 2 && run.errors.contains(message), "\(run.output)\(run.errors)")
    }
  }
}

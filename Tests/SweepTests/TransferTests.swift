import Foundation
import NeuralNetworks
import Specification
import TestSupport
import Testing

/// Trainings that begin with the trainings of other experiments, and classifiers of few labels.
@Suite struct TransferTests {
  private static let pretraining = SweepBench.experiment(
    epochs: 2, members: #", "sweep": { "grid": { "model.latent": [4, 8] } }, "seeds": [0, 1]"#)

  /// A classifier whose first layers are those of the autoencoder's encoder.
  private static func classifier(
    _ options: String, train: String = "", members: String = #", "seeds": [0, 1]"#
  ) -> String {
    #"""
    {
      "title": "Few labels",
      "dataset": {
        "train": { "images": "train.npy", "labels": "train-labels.npy"\#(train) },
        "test": { "images": "test.npy", "labels": "test-labels.npy" }
      },
      "model": { "classifier": ["flatten", { "linear": 24 }, "relu", { "linear": 8 }, { "linear": 2 }] },
      "training": { "epochs": 3, "batchSize": 10\#(options) }\#(members)
    }
    """#
  }

  private static let wanted = #"{ "from": "pre.json", "row": "latent 8", "only": ["encoder"]"#

  private func weights(_ bench: SweepBench, _ title: String, seed: Int) throws -> Weights {
    let stage = try #require(bench.stages("train \(title), seed \(seed)\"").first)
    let bytes = try #require(FileManager.default.contents(atPath: stage + "/weights.safetensors"))
    return try SafeTensors.decode(Array(bytes)).weights
  }

  @Test("another experiment's training is a stage of this one, seed by seed, and shared with it")
  func stages() throws {
    let bench = try SweepBench()
    try bench.write(Self.pretraining, "pre.json")
    let file = try bench.write(Self.classifier(", \"init\": \(Self.wanted), \"frozen\": true }"))
    let plan = try bench.sweep("plan", file)
    #expect(plan.output.contains("run     "), "\(plan.errors)")
    for seed in 0...1 {
      #expect(plan.output.contains("train autoencoder: latent 8, seed \(seed)"), "\(plan.output)")
    }
    #expect(!plan.output.contains("latent 4"))
    #expect(plan.output.contains("data: experiments/pre.json"))
    #expect(!plan.output.contains("note:"), "\(plan.output)")
    let run = try bench.sweep("run", file)
    #expect(run.code == 0, "\(run.errors)")
    for seed in 0...1 {
      let before = try weights(bench, "autoencoder: latent 8", seed: seed)
      let after = try weights(bench, "classifier: Few labels", seed: seed)
      for layer in [1, 3] {
        for part in ["weight", "bias"] {
          #expect(
            after["layers.\(layer).\(part)"]?.values == before["encoder.\(layer).\(part)"]?.values)
        }
      }
      #expect(after["layers.4.weight"] != nil)
    }
    let other = try bench.sweep("plan", "experiments/pre.json")
    #expect(
      other.output.split(separator: "\n").contains {
        $0.hasPrefix("stored") && $0.contains("train autoencoder: latent 8, seed 1")
      }, "\(other.output)")
    let report = try bench.text("results/x/report.md")
    #expect(report.contains("from pre.json"), "\(report)")
    // Fine-tuning changes what it begins with, and is another training.
    let tuned = try bench.write(Self.classifier(", \"init\": \(Self.wanted) }"), "tuned.json")
    #expect(try bench.sweep("run", tuned, "--quiet").code == 0)
    #expect(bench.stages("train classifier: ").count == 4)
    #expect(bench.stages("train autoencoder: ").count == 2)
  }

  @Test("trainings may be searched, and go on, that begin with others")
  func halving() throws {
    let bench = try SweepBench()
    try bench.write(Self.pretraining, "pre.json")
    let members = #"""
      , "sweep": { "grid": { "training.init": ["default", \#(Self.wanted) }] },
                   "halving": { "rungs": [1], "keep": 0.5 } }
      """#
    let file = try bench.write(Self.classifier("", members: members))
    let run = try bench.sweep("run", file)
    #expect(run.code == 0, "\(run.errors)")
    let more = try bench.sweep("run", file, "--set", "training.epochs=5")
    #expect(more.code == 0, "\(more.errors)")
  }

  @Test("what cannot give first weights is told before anything runs, at its place")
  func refusals() throws {
    let bench = try SweepBench()
    try bench.write(Self.pretraining, "pre.json")
    try bench.write(
      Self.pretraining.replacing(
        #""batchSize": 10"#, with: #""batchSize": 10, "init": { "from": "x.json" }"#), "circle.json"
    )
    try bench.write(
      SweepBench.experiment(model: "\"pixels\"").replacing(#""title""#, with: #""title""#),
      "pixels.json")
    for (written, place, message) in [
      (#"{ "from": "per.json" }"#, "training.init.experiment:", "did you mean"),
      (#"{ "from": "pre.json" }"#, "training.init:", "has 2 rows; say which"),
      (
        #"{ "from": "pre.json", "row": "latnt 8" }"#, "training.init.row:",
        "did you mean \"latent 8\"?"
      ),
      (
        #"{ "from": "pre.json", "row": "latent 8" }"#, "training.init.path:",
        "the file does not fit"
      ),
      (
        #"{ "from": "pre.json", "row": "latent 4", "only": ["encoder"] }"#, "training.init.path:",
        "layers.3.weight: [4, 24] in the file, [8, 24] in the model"
      ),
      (
        #"{ "from": "pre.json", "row": "latent 8", "only": ["encodr"] }"#, "training.init.only:",
        "encodr"
      ),
      (
        #"{ "from": "pre.json", "row": "latent 8", "only": [] }"#, "training.init.only:",
        "leave \"only\" out"
      ),
      (
        #"{ "from": "circle.json", "row": "latent 8" }"#, "training.init.experiment:",
        "begin with each other's"
      ),
      (#"{ "from": "pixels.json" }"#, "training.init:", "trains nothing"),
    ] {
      let file = try bench.write(Self.classifier(", \"init\": \(written)"))
      let run = try bench.sweep("plan", file)
      #expect(run.code == 2, "\(written): \(run.output)")
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(run.errors.contains(place), "\(run.errors)")
    }
    #expect(bench.stages("kind").isEmpty)
  }

  @Test("layers that fit by their weights alone, and another scale, are noted")
  func notes() throws {
    let bench = try SweepBench()
    try bench.write(Self.pretraining, "pre.json")
    let file = try bench.write(
      Self.classifier(", \"init\": \(Self.wanted) }")
        .replacing(#""relu""#, with: #""tanh""#)
        .replacing(#""test": {"#, with: #""scale": [-1, 1], "test": {"#))
    let plan = try bench.sweep("plan", file)
    #expect(plan.output.contains("layers.2 is tanh, there relu"), "\(plan.output)\(plan.errors)")
    #expect(plan.output.contains("trained on pixels of another scale"))
  }

  @Test("a classifier of few labels is trained on a stratified draw of its seed")
  func labelled() throws {
    let bench = try SweepBench()
    func epochs(_ file: String, _ arguments: String...) throws -> SweepProcess.Ending {
      try bench.start(["run", file, "--quiet"] + arguments).wait()
    }
    let whole = try bench.write(Self.classifier(""), "whole.json")
    #expect(try epochs(whole).code == 0)
    let all = try bench.write(Self.classifier("", train: #", "labelled": 60"#), "all.json")
    #expect(try bench.sweep("plan", all).output.contains(" 0 to run"))
    let few = try bench.write(
      Self.classifier(
        "", train: #", "labelled": 2"#,
        members:
          #", "sweep": { "grid": { "dataset.train.labelled": [2, 20, 60] } }, "seeds": [0, 1]"#),
      "few.json")
    let run = try epochs(few)
    #expect(run.code == 0, "\(run.errors)")
    let rows = try #require(try bench.json("results/few/results.json")["rows"]?.elements)
    #expect(rows.count == 3)
    let keys = Set(
      rows.flatMap { $0["runs"]?.elements ?? [] }.compactMap { $0["stages"]?["train"]?.string })
    #expect(keys.count == 6)
    let data = Set(
      rows.flatMap { $0["runs"]?.elements ?? [] }.compactMap { $0["stages"]?["data.train"]?.string }
    )
    #expect(data.count == 1)
    let expected = try bench.json("results/whole/results.json")["rows"]?.elements?[0]["runs"]
    #expect(
      rows[2]["runs"]?.elements?.map { $0["metrics"] } == expected?.elements?.map { $0["metrics"] })
  }

  @Test(
    "labels that are not there, or too few for the classes, are refused; elsewhere they are noted")
  func labelledRefusals() throws {
    let bench = try SweepBench()
    for (text, message) in [
      (
        Self.classifier("", train: #", "labelled": 1"#),
        "1 labels are too few for 2 classes: none is left for"
      ),
      (Self.classifier("", train: #", "labelled": 61"#), "there are 60 training images"),
      (
        Self.classifier("", train: #", "labelled": 10"#).replacing(
          #""labels": "train-labels.npy","#, with: ""),
        "the training images have no labels"
      ),
      (
        Self.classifier("").replacing(#""test.npy","#, with: #""test.npy", "labelled": 10,"#),
        "only training images lose their labels"
      ),
    ] {
      let plan = try bench.sweep("plan", try bench.write(text))
      #expect(plan.code == 2, "\(plan.output)")
      #expect(plan.errors.contains(message), "\(plan.errors)")
      #expect(plan.errors.contains("dataset.t"), "\(plan.errors)")
    }
    let file = try bench.write(
      SweepBench.experiment().replacing(
        #""train-labels.npy" }"#, with: #""train-labels.npy", "labelled": 10 }"#))
    let plan = try bench.sweep("plan", file)
    #expect(plan.output.contains("The model needs no labels"), "\(plan.output)\(plan.errors)")
  }
}

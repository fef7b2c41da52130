import Files
import Foundation
import NeuralNetworks
import Specification
import TestSupport
import Testing

/// An experiment whose training begins from a file.
private func experiment(_ initialization: String, epochs: Int = 1, members: String = "") -> String {
  SweepBench.experiment(epochs: epochs, members: members).replacing(
    "\"batchSize\": 10", with: "\"batchSize\": 10,\n        \"init\": \(initialization)")
}

/// A bench with `data/pre.safetensors`, weights of the same network after four epochs.
private func bench() throws -> SweepBench {
  let bench = try SweepBench()
  try bench.sweep("run", try bench.write(SweepBench.experiment(), "pre.json"))
  let stage = try #require(bench.stages("train autoencoder: ").first)
  let bytes = try #require(FileManager.default.contents(atPath: stage + "/weights.safetensors"))
  try bench.folder.write(Array(bytes), to: "data/pre.safetensors")
  return bench
}

/// The weights that the trainings of a bench left, but for the first one.
private func weights(_ bench: SweepBench, _ row: String) throws -> [UInt8] {
  let stage = try #require(bench.stages("train autoencoder: \(row)").first)
  return Array(try #require(FileManager.default.contents(atPath: stage + "/weights.safetensors")))
}

@Suite struct FirstWeightsRunTests {
  @Test("weights of a file are found under the data folder, beside the experiment and by --set")
  func places() throws {
    let bench = try bench()
    let given = try Array(
      #require(FileManager.default.contents(atPath: bench.folder.path("data/pre.safetensors"))))
    let file = try bench.write(
      experiment("\"pre.safetensors\"", epochs: 0).replacing("Discs and bars", with: "Given"))
    let plan = try bench.sweep("plan", file)
    #expect(plan.output.contains("data: data/pre.safetensors"), "\(plan.output)\(plan.errors)")
    #expect(try bench.sweep("run", file).code == 0)
    #expect(try weights(bench, "Given") == given)
    #expect(try bench.text("results/x/report.md").contains("training init: file pre.safetensors"))

    // The same bytes at other places are the same training.
    try bench.folder.write(given, to: "experiments/beside.safetensors")
    let trainings = bench.stages("train autoencoder: ").count
    try bench.write(experiment("\"beside.safetensors\"", epochs: 0))
    #expect(try bench.sweep("run", file).code == 0)
    let set = try bench.sweep("run", file, "--set", "training.init=data/pre.safetensors")
    #expect(set.code == 0, "\(set.errors)")
    #expect(bench.stages("train autoencoder: ").count == trainings)

    // Other bytes at the same place are another.
    let other = try SafeTensors.decode(given).weights.tensors.map {
      Weights.Tensor(name: $0.name, shape: $0.shape, values: $0.values.map { _ in 0.25 })
    }
    try bench.folder.write(
      SafeTensors.encode(Weights(other)), to: "experiments/beside.safetensors")
    #expect(try bench.sweep("run", file).code == 0)
    #expect(bench.stages("train autoencoder: ").count == trainings + 1)
    #expect(try bench.sweep("explain", "experiments/pre.json").code == 0)
  }

  @Test("a sweep may vary them, take parts, freeze layers and search by halving")
  func sweep() throws {
    let bench = try bench()
    let part = #"{ "file": "pre.safetensors", "only": ["encoder"], "frozen": ["encoder.1"] }"#
    let sweep = """
      , "sweep": { "grid": { "training.init": ["default", "pre.safetensors", \(part)] },
                   "halving": { "rungs": [1], "keep": 0.9 } }
      """
    let file = try bench.write(SweepBench.experiment(epochs: 2, members: sweep))
    let run = try bench.sweep("run", file)
    #expect(run.code == 0, "\(run.errors)")
    let table = try bench.text("results/x/table.csv")
    for cell in [
      "default", "pre.safetensors", "file pre.safetensors (only encoder, frozen encoder.1)",
    ] {
      #expect(table.contains(cell), "\(table)")
    }
    let before = try SafeTensors.decode(
      Array(
        #require(FileManager.default.contents(atPath: bench.folder.path("data/pre.safetensors"))))
    ).weights
    let after = try SafeTensors.decode(weights(bench, "file pre.safetensors (only")).weights
    #expect(after["encoder.1.weight"] == before["encoder.1.weight"])
    #expect(after["encoder.3.weight"] != before["encoder.3.weight"])
  }

  @Test("what a file gets wrong is told before anything runs, at its place")
  func refusals() throws {
    let bench = try bench()
    let given = try Array(
      #require(FileManager.default.contents(atPath: bench.folder.path("data/pre.safetensors"))))
    try bench.folder.write(Array(given.dropLast(9)), to: "data/cut.safetensors")
    try bench.folder.write(Array("garbage".utf8), to: "data/garbage.safetensors")
    var tensors = try SafeTensors.decode(given).weights.tensors
    tensors[0] = Weights.Tensor(
      name: tensors[0].name, shape: tensors[0].shape,
      values: [.nan] + tensors[0].values.dropFirst())
    try bench.folder.write(SafeTensors.encode(Weights(tensors)), to: "data/nan.safetensors")
    try FileManager.default.createDirectory(
      atPath: bench.folder.path("data/folder.safetensors"), withIntermediateDirectories: true)
    let stages = bench.stages("\"kind\"")
    for (written, place, message) in [
      ("\"pri.safetensors\"", "training.init:", "did you mean \"data/pre.safetensors\"?"),
      ("\"cut.safetensors\"", "training.init:", "cut short"),
      ("\"garbage.safetensors\"", "training.init:", "cut short"),
      ("\"folder.safetensors\"", "training.init:", "is a folder"),
      ("\"nan.safetensors\"", "training.init:", "not all numbers are finite in"),
      ("\"no.txt\"", "training.init:", "unknown init \"no.txt\""),
      (
        "{ \"file\": \"pre.safetensors\", \"only\": [\"encodr\"] }", "training.init.only[0]:",
        "did you mean \"encoder\"?"
      ),
      (
        "{ \"file\": \"pre.safetensors\", \"only\": [] }", "training.init.only:",
        "leave \"only\" out"
      ),
    ] {
      for command in ["plan", "run"] {
        let ending = try bench.sweep(command, try bench.write(experiment(written)))
        #expect(ending.code == 2, "\(written)")
        #expect(
          ending.errors.contains("experiments/x.json:10:") && ending.errors.contains(place)
            && ending.errors.contains(message), "\(ending.errors)")
      }
    }
    #expect(bench.stages("\"kind\"") == stages)
  }
}

import Foundation
import Specification
import TestSupport
import Testing

/// Sweeps of more epochs than are stored.
@Suite struct LongerTrainingRunTests {
  /// The epochs that the trainings of a run computed, as its events tell, in order.
  private func epochs(_ bench: SweepBench, _ arguments: String...) throws -> [Int] {
    let run = try bench.start(["run"] + arguments + ["--events", "events.jsonl"]).wait()
    #expect(run.code == 0, "\(run.errors)")
    defer { try? FileManager.default.removeItem(atPath: bench.folder.path("events.jsonl")) }
    return try bench.text("events.jsonl").split(separator: "\n").compactMap { line in
      let event = try JSONParser.parse(Source(name: "event", bytes: Array(line.utf8)))
      return event["kind"]?.string == "train" ? event["progress"]?["epoch"]?.integer : nil
    }.sorted()
  }

  /// The files of the trainings whose titles hold a text.
  private func trainings(_ bench: SweepBench, epochs: Int) throws -> [String: Data] {
    let folders = try bench.stages("train autoencoder").filter { folder in
      let json = try JSONParser.parse(
        Source(
          name: folder,
          bytes: Array(
            Data(contentsOf: URL(fileURLWithPath: folder + "/specification.json")))))
      return json["training"]?["epochs"]?.integer == epochs
    }
    var files: [String: Data] = [:]
    for folder in folders {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      for name in names where name != "stage.json" {
        let key = URL(fileURLWithPath: folder).lastPathComponent
        files[key + "/" + name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      }
    }
    return files
  }

  @Test("go on from the stored state to the same bytes as all epochs at once, and the plan says so")
  func same() throws {
    let text = SweepBench.experiment(members: #", "seeds": [0, 1]"#)
      .replacing(#""epochs": 4"#, with: #""epochs": 4, "checkpoints": 2, "earlyStopping": {}"#)
    let whole = try SweepBench()
    let set = "training.epochs=8"
    #expect(try epochs(whole, try whole.write(text), "--set", set).max() == 8)
    let bench = try SweepBench()
    let file = try bench.write(text)
    #expect(try epochs(bench, file) == [1, 1, 2, 2, 3, 3, 4, 4])
    let plan = try bench.sweep("plan", file, "--set", set)
    #expect(plan.output.contains("parameters, from epoch 4  ~"), "\(plan.output)")
    #expect(try epochs(bench, file, "--set", set) == [5, 5, 6, 6, 7, 7, 8, 8])
    #expect(try trainings(bench, epochs: 8) == trainings(whole, epochs: 8))
    let folder = "results/x+training.epochs=8"
    #expect(try bench.results(folder) == whole.results(folder))
    #expect(try bench.sweep("plan", file, "--set", set).output.contains("0 to run"))
  }

  @Test("a search by halving goes on from what is stored, to the same results")
  func halving() throws {
    let members = #"""
      , "sweep": { "grid": { "model.latent": [4, 8] }, "halving": { "rungs": [4, 6], "keep": 0.5 } }
      """#
    let text = SweepBench.experiment(epochs: 9, members: members)
    let whole = try SweepBench()
    #expect(try epochs(whole, try whole.write(text)).count == 2 * 4 + 2 + 3)
    let bench = try SweepBench()
    let short = try bench.write(
      text.replacing(#""epochs": 9"#, with: #""epochs": 3"#)
        .replacing(#", "halving": { "rungs": [4, 6], "keep": 0.5 }"#, with: ""))
    #expect(try epochs(bench, short).count == 6)
    #expect(try epochs(bench, try bench.write(text)) == [4, 4, 5, 6, 7, 8, 9])
    #expect(try bench.results() == whole.results())
  }

  @Test("what cannot go on says why")
  func obstacles() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    for (option, reason) in [
      (
        "training.schedule=cosine",
        "not from the stored epoch 4: the learning rate of the schedule \"cosine\" depends on the number"
      ),
      ("training.checkpoints=3", "not from the stored epoch 4: its checkpoints are evenly spaced"),
    ] {
      #expect(try bench.sweep("run", file, "--quiet", "--set", option).code == 0)
      let plan = try bench.sweep("plan", file, "--set", option, "--set", "training.epochs=10")
      #expect(plan.output.contains(reason), "\(plan.output)")
    }
    #expect(try bench.sweep("run", file, "--quiet").code == 0)
    for folder in bench.stages("train autoencoder") {
      // As an earlier version of the program left it.
      let path = folder + "/stage.json"
      let manifest = try JSONParser.parse(
        Source(name: path, bytes: Array(Data(contentsOf: URL(fileURLWithPath: path)))))
      let members = (manifest.members ?? []).map { member in
        let files = (member.value.elements ?? []).filter {
          $0["name"]?.string != "state.safetensors"
        }
        return (member.name, member.name == "files" ? JSON.array(files) : member.value)
      }
      try FileManager.default.removeItem(atPath: path)
      try Data(JSON.object(members).pretty.utf8).write(to: URL(fileURLWithPath: path))
    }
    let plan = try bench.sweep("plan", file, "--set", "training.epochs=6")
    #expect(plan.output.contains("by an earlier version of this program"), "\(plan.output)")
    #expect(try epochs(bench, file, "--set", "training.epochs=6") == [1, 2, 3, 4, 5, 6])
  }
}

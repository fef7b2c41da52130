import Experiments
import Foundation
import Numerics
import Specification
import TestSupport
import Testing

/// Damaged experiments never crash: they give a value, or problems that say where.
@Suite struct HostileInputTests {
  private static let pieces: [String] = [
    "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e999", "0.5", "1e-320",
    "9007199254740993", "\"\\ud800\"", "\"\\u0000\"", "\"x.json\"", "\"experiments/none.json\"",
    "{\"conv\": -1}", "\"pixels\"", "[[[[]]]]", "\u{1B}[31m", "é", "\u{FEFF}",
    "{\"from\": 1, \"to\": 1e9}",
    "{\"kmeans\": {\"clusters\": 0}}", "\"model.latent\": [1, 2, 3],", "\"\": 1,",
    "\"name\": null,",
    "\"extends\": \"x.json\",", "\"sweep\": {\"grid\": {\"seeds\": [1]}},",
  ]

  /// The text with one to four random changes.
  private func mutated(_ bytes: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    for _ in 0...stream.integer(below: 4) {
      let place = stream.integer(below: bytes.count + 1)
      switch stream.integer(below: 7) {
      case 0: if place < bytes.count { bytes[place] = UInt8(stream.integer(below: 256)) }
      case 1: bytes.insert(UInt8(32 + stream.integer(below: 95)), at: place)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + stream.integer(below: 20)))
      case 3:
        let piece = Self.pieces[stream.integer(below: Self.pieces.count)]
        bytes.insert(contentsOf: Array(piece.utf8), at: place)
      case 4:
        let end = min(bytes.count, place + stream.integer(below: 60))
        bytes.insert(
          contentsOf: Array(bytes[place..<end]), at: stream.integer(below: bytes.count + 1))
      case 5:
        // A number somewhere becomes another.
        let digits = bytes.indices.filter { (48...57).contains(bytes[$0]) }
        if !digits.isEmpty {
          let digit = digits[stream.integer(below: digits.count)]
          let numbers = ["-1", "0", "1e18", "0.3", "\"a\"", "[]", "{}", "null"]
          bytes.replaceSubrange(
            digit...digit, with: Array(numbers[stream.integer(below: numbers.count)].utf8))
        }
      default: bytes.removeSubrange(place...)
      }
      if bytes.isEmpty { bytes = [UInt8(ascii: "{")] }
    }
    return bytes
  }

  @Test("mutations of the experiments that ship", arguments: Repository.experiments)
  func mutations(path: String) throws {
    let original = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let bench = try Workbench()
    var accepted = 0
    var refused = 0
    for index in 0..<200 {
      var stream = RandomStream(seed: 11, purpose: "mutations", index: UInt64(index))
      let text = mutated(original, &stream)
      try bench.folder.write(text, to: "x.json")
      do throws(Problems) {
        // The files it names are found, so that most mutations get past them.
        let file = try ExperimentFile(path: bench.folder.path("x.json"), dataFolder: folder)
        let sweep = try ExpandedSweep(file, dataFolder: folder)
        #expect(!sweep.rows.isEmpty)
        accepted += 1
      } catch {
        refused += 1
        #expect(!error.isEmpty)
        for problem in error.list {
          #expect(problem.location != nil, "\(problem) in mutation \(index)")
        }
        let shown = error.description
        #expect(shown.utf8.count < 30_000, "mutation \(index)")
        #expect(!shown.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
      }
    }
    #expect(refused > 20)
    #expect(accepted + refused > 20)
  }

  @Test("random --set arguments")
  func arguments() throws {
    let bench = try Workbench()
    try bench.write(Workbench.experiment(), to: "x.json")
    let words = [
      "model", "latent", "autoencoder", "encoder", "[0]", "[9]", "-1", "conv", "kernel",
      "reduction",
      "pca", "training", "optimizer", "sweep", "grid", "cases", "dataset", "train", "", "é",
      "pixels",
      "report", "figures", "regression", "tolerances", "accuracy", "title", "x.json", "\u{0}",
    ]
    let values = [
      "1", "[]", "{}", "null", "x", "\"", "[1,", "x.json", "-3.5", "true", "{\"a\":{\"b\":1}}", "",
    ]
    for index in 0..<1500 {
      var stream = RandomStream(seed: 2, purpose: "arguments", index: UInt64(index))
      let path = (0...stream.integer(below: 5)).map { _ in words[stream.integer(below: words.count)]
      }
      let argument = path.joined(separator: ".") + "=" + values[stream.integer(below: values.count)]
      do {
        _ = try bench.expand(set: [argument])
      } catch let problems as Problems {
        #expect(!problems.isEmpty && problems.description.utf8.count < 30_000)
      }
    }
  }

  @Test("an experiment with thousands of errors is answered briefly", .timeLimit(.minutes(5)))
  func manyErrors() throws {
    let bench = try Workbench()
    let keys = (0..<5000).map { "\"key\($0)\": \($0)" }.joined(separator: ",\n")
    let cases = (0..<20_000).map { "{ \"model.latent\": -\($0) }" }.joined(separator: ", ")
    try bench.write(
      Workbench.experiment("\(keys), \"sweep\": { \"cases\": [\(cases)] }"), to: "x.json")
    let problems = #expect(throws: Problems.self) { try bench.expand() }
    let lines = (problems?.description ?? "").split(separator: "\n")
    #expect(lines.count <= 3 * Problems.shownAtMost + 1)
    #expect(lines.last?.hasPrefix("and ") ?? false)
  }
}

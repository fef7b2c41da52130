import Files
import Foundation
import Specification
import TestSupport
import Testing

/// What other programs read, and what a row tells of itself.
@Suite struct ExportTests {
  private static let members =
    #", "sweep": { "variants": { "tiny one": { "model.latent": 4 }, "pixels": { "model": "pixels" } } }"#

  private func finished() throws -> (bench: SweepBench, file: String) {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(members: Self.members))
    #expect(try bench.sweep("run", file, "--quiet").code == 0)
    return (bench, file)
  }

  @Test("embeddings, labels, curves and weights are copied in formats that others read")
  func files() throws {
    let (bench, file) = try finished()
    let run = try bench.sweep("export", file, "--to", "out")
    #expect(run.output == "13 files below out\n")
    let folder = bench.folder.path("out/01-tiny-one/seed-0")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
        "clusters.npy", "curve.json", "embedding.npy", "labels.npy", "model.py", "predicted.npy",
        "reduced.npy", "weights.safetensors",
      ])
    #expect(try NPYFile(path: folder + "/embedding.npy").header.shape == [40, 4])
    #expect(try NPYFile(path: folder + "/reduced.npy").header.shape == [40, 3])
    for name in ["clusters", "labels", "predicted"] {
      #expect(try NPYFile(path: "\(folder)/\(name).npy").header.shape == [40])
    }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder + "/labels.npy"))
        == Data(contentsOf: URL(fileURLWithPath: bench.folder.path("data/test-labels.npy"))))
    let weights = try Data(contentsOf: URL(fileURLWithPath: folder + "/weights.safetensors"))
    let length = weights.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONParser.parse(
      Source(name: "header", bytes: Array(weights.dropFirst(8).prefix(length))))
    #expect(header["encoder.1.weight"]?["shape"] == [24, 64].json)
  }

  @Test("an export of a part says what is missing and fails")
  func part() throws {
    let (bench, file) = try finished()
    for folder in bench.stages("\"kind\": \"train\"") {
      try FileManager.default.removeItem(atPath: folder)
    }
    for (option, missing) in [("--to", "weights.safetensors"), ("--tensorboard", "tfevents")] {
      let run = try bench.sweep("export", file, option, "out")
      #expect(run.code != 0)
      #expect(option == "--to" ? run.errors.contains("01-tiny-one/seed-0/\(missing)") : true)
      #expect(run.errors.contains("sweep run \(file) computes"))
    }
    let both = try bench.sweep("export", file, "--to", "out", "--tensorboard", "out")
    #expect(both.code == 1)
    #expect(both.output == "10 files below out\n")
    #expect(both.errors.contains("3 files are missing"))
  }

  @Test("event files are records of checked length and content, a scalar for each loss and epoch")
  func tensorBoard() throws {
    let (bench, file) = try finished()
    let run = try bench.sweep("export", file, "--tensorboard", "logs")
    #expect(run.output == "1 event files below logs\n")
    let path = bench.folder.path("logs/01-tiny-one/seed-0/events.out.tfevents.0.sweepbook")
    var rest = Array(try Data(contentsOf: URL(fileURLWithPath: path)))[...]
    var records: [[UInt8]] = []
    while !rest.isEmpty {
      let length = Array(rest.prefix(8))
      let count = length.reversed().reduce(0) { $0 << 8 | Int($1) }
      #expect(Array(rest.dropFirst(8).prefix(4)) == Self.maskedChecksum(length))
      let record = Array(rest.dropFirst(12).prefix(count))
      #expect(Array(rest.dropFirst(12 + count).prefix(4)) == Self.maskedChecksum(record))
      records.append(record)
      rest = rest.dropFirst(16 + count)
    }
    func count(_ text: String) -> Int {
      records.count { String(decoding: $0, as: UTF8.self).contains(text) }
    }
    #expect(count("brain.Event:2") == 1)
    #expect(count("trainLossPerPixel") == 4)
    #expect(count("validationLossPerPixel") == 4)
  }

  /// CRC-32C bit by bit, masked as in a TensorFlow record (tensorflow/core/lib/hash/crc32c.h).
  private static func maskedChecksum(_ bytes: [UInt8]) -> [UInt8] {
    var remainder = ~UInt32(0)
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0x82f6_3b78 : remainder >> 1
      }
    }
    let checksum = ~remainder
    let masked = (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
    return (0..<4).map { UInt8(truncatingIfNeeded: masked >> ($0 * 8)) }
  }

  @Test("a row shows its configuration, curve and files")
  func show() throws {
    let (bench, file) = try finished()
    for name in ["1", "tiny one"] {
      let text = try bench.sweep("show", file, name).output
      #expect(text.hasPrefix("1  tiny one\n\n"))
      let first = text.split(separator: "\n").dropFirst().first
      #expect(first?.hasPrefix("accuracy") == true, "\(text)")
      #expect(text.contains("\"latent\": 4"))
      #expect(text.contains("\"restarts\": 3"))
      #expect(text.contains("stored   train autoencoder: tiny one, seed 0\n"))
      #expect(text.contains("epoch 4  "))
      #expect(text.contains("/.sweep/stages/"))
    }
  }

  @Test("a failed trial is a row with its reason; its log and the others' pictures are there")
  func failedSeed() throws {
    let text = SweepBench.experiment(members: #", "seeds": [0, 1, 2]"#)
    let good = try SweepBench()
    try good.sweep("run", try good.write(text), "--quiet")
    let runs = try good.json("results/x/results.json")["rows"]?.elements?[0]["runs"]?.elements
    let key = try #require(runs?[0]["stages"]?["train"]?.string)

    let bench = try SweepBench()
    let file = try bench.write(text)
    try bench.sweep("plan", file)
    try bench.folder.write(
      Array(#"{"reason":"the loss is NaN","attempts":1,"log":"a.log","final":true}"#.utf8),
      to: ".sweep/failures/\(key).json")
    let run = try bench.sweep("run", file)
    #expect(run.code == 1)
    #expect(
      run.errors.contains(
        "failed: train autoencoder: Discs and bars, seed 0: the loss is NaN (log: a.log)\n"))
    let report = try bench.text("results/x/report.md")
    #expect(report.contains("1 of 3 seeds failed: the loss is NaN (seed 0)."))
    #expect(report.contains("Seed 1 is shown."))
    #expect(!report.contains("could not be drawn"))
    #expect(report.contains("(figures/embedding"))
    let show = try bench.sweep("show", file, "1").output
    #expect(show.contains("failed   train autoencoder: Discs and bars, seed 0: the loss is NaN"))
    let before = try bench.results()
    #expect(try bench.sweep("report", file).code == 1)
    #expect(try bench.results() == before)
  }
}

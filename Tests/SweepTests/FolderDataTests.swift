import Files
import Foundation
import Specification
import TestSupport
import Testing

/// Images in folders, as the program reads them on the way to a training.
@Suite struct FolderDataTests {
  /// The arrays of a bench as folders of PNGs with tables of labels.
  private func writeFolders(_ bench: SweepBench) throws {
    for name in ["train", "validation", "test"] {
      let file = try MappedFile(path: bench.folder.path("data/\(name).npy"))
      let bytes = file.withUnsafeBytes { Array($0.dropFirst(10 + Int($0[8]) + 256 * Int($0[9]))) }
      let labels = try NPYFile(path: bench.folder.path("data/\(name)-labels.npy")).integers()
      var table = "file,label\n"
      for (index, label) in labels.enumerated() {
        let pixels = Array(bytes[index * 64..<(index + 1) * 64])
        let bitmap = try #require(Bitmap(height: 8, width: 8, channels: 1, bytes: pixels))
        try bench.folder.write(PNG.encode(bitmap), to: "data/\(name)/\(index).png")
        table += "\(index).png,\(label)\n"
      }
      try bench.folder.write(Array(table.utf8), to: "data/\(name).csv")
    }
  }

  private var splits: String {
    ["train", "validation", "test"].map { name in
      "\"\(name)\": { \"folder\": \"\(name)\", \"labels\": \"\(name).csv\" }"
    }.joined(separator: ", ")
  }

  @Test("A folder is decoded once, says how far it is, and gives the stages of the same array")
  func folder() throws {
    let bench = try SweepBench()
    try writeFolders(bench)
    let text = SweepBench.experiment()
    let start = try #require(text.range(of: #""dataset": {"#))
    let end = try #require(text.range(of: "\n  },", range: start.upperBound..<text.endIndex))
    let other = text.replacingCharacters(
      in: start.upperBound..<end.lowerBound, with: "\n    " + splits)
    let folders = try bench.write(other, "folders.json")
    let arrays = try bench.write(text, "arrays.json")
    let decoded = bench.folder.path(".sweep/hashes/decoded")
    func kept() -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: decoded))?.sorted() ?? []
    }
    let plan = try bench.sweep("plan", folders)
    #expect(plan.code == 0, "\(plan.errors)")
    #expect(kept().count == 6, "pixels and labels of three splits: \(kept())")
    let run = try bench.sweep("run", folders, "--events", "events", "--quiet")
    #expect(run.code == 0, "\(run.errors)")
    #expect(kept() == [], "what was decoded is in the store")
    let same = try bench.sweep("plan", arrays)
    #expect(same.output.contains(" 0 to run"), "\(same.output)")
    // A store of its own decodes while it plans, and says so.
    let again = try bench.sweep(
      "run", folders, "--events", "events", "--quiet", environment: ["SWEEP_STORE": "other"])
    #expect(again.code == 0, "\(again.errors)")
    let events = try bench.text("events").split(separator: "\n").map(String.init)
    #expect(
      events.contains {
        $0.contains(#""done":60,"event":"preparing","of":60,"#)
          && $0.contains("reading training images")
      })
  }
}

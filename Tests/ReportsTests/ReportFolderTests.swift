import Files
import Foundation
import Reports
import TestSupport
import Testing

/// A results folder belongs to one experiment, and a run removes only what a run wrote.
@Suite("Results folders")
struct ReportFolderTests {
  private static let sweep = #"{ "grid": { "clustering.kmeans.restarts": [1, 2] } }"#

  private func place(of sweep: HandMadeSweep) -> String {
    (sweep.folder?.path ?? NSTemporaryDirectory()) + "/results"
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test("A person's picture stays, a figure that is no longer drawn goes")
  func figures() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let folder = place(of: sweep)
    let results = try sweep.results([[0.5, 0.6, 0.5], [0.8, 0.8, 0.9]])
    let first = try sweep.write(results)
    #expect(exists(folder + "/figures/bars.png"))
    #expect(try #require(first["results.json"]).contains(#""files": ["figures/bars.png"]"#))
    try AtomicFile.write("mine", to: folder + "/figures/photo.png")
    // One row left: nothing to be drawn as bars.
    let other = try HandMadeSweep(sweep: #"{ "cases": [{}] }"#)
    try other.write(other.results([[0.5, 0.6, 0.5]]), to: folder)
    #expect(!exists(folder + "/figures/bars.png"))
    #expect(exists(folder + "/figures/photo.png"))
  }

  @Test("Results without a list name their figures in the report, and nothing outside is touched")
  func withoutList() throws {
    let sweep = try HandMadeSweep(sweep: #"{ "cases": [{}] }"#)
    let folder = place(of: sweep)
    let results = try sweep.results([[0.5, 0.6, 0.5]])
    _ = try sweep.write(results)
    for name in ["old", "mine"] { try AtomicFile.write(name, to: "\(folder)/figures/\(name).png") }
    try AtomicFile.write("outside", to: folder + "/outside.png")
    try AtomicFile.write(
      #"{ "format": 1, "name": "sizes", "rows": [] }"#, to: folder + "/results.json")
    try AtomicFile.write(
      "![a](figures/old.png) ![b](figures/../outside.png)", to: folder + "/report.md")
    _ = try sweep.write(results)
    #expect(!exists(folder + "/figures/old.png"))
    #expect(exists(folder + "/figures/mine.png") && exists(folder + "/outside.png"))
  }

  @Test("A file of somebody else where a figure goes is not overwritten")
  func inTheWay() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let folder = place(of: sweep)
    try AtomicFile.write("mine", to: folder + "/figures/bars.png")
    let results = try sweep.results([[0.5, 0.6, 0.5], [0.8, 0.8, 0.9]])
    #expect(throws: FileError.self) { try sweep.write(results) }
    #expect(try String(contentsOfFile: folder + "/figures/bars.png", encoding: .utf8) == "mine")
    #expect(!exists(folder + "/report.md"))
  }

  @Test("Folders of people and of other experiments are refused")
  func owners() throws {
    let folder = try TemporaryFolder()
    func refusal(_ name: String, _ file: String = "a/mine.json") -> String? {
      do {
        try ReportFolder(folder.path("r")).check(isOf: name, at: folder.path(file))
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(refusal("mine") == nil)
    try folder.write(Array("my paper".utf8), to: "r/report.md")
    #expect(refusal("mine")?.contains("no run overwrites it") ?? false)
    try folder.write(Array("{}".utf8), to: "r/results.json")
    #expect(refusal("mine")?.contains("holds no results of a sweep") ?? false)
    try folder.write(Array(#"{ "name": "mine", "rows": [] }"#.utf8), to: "r/results.json")
    #expect(refusal("mine") == nil)
    #expect(refusal("real/mine")?.contains("another experiment, \"mine\"") ?? false)
    try folder.write(Array(#"{ "experiment": "../a/mine.json" }"#.utf8), to: "r/provenance.json")
    try folder.write([], to: "a/mine.json")
    try folder.write([], to: "b/mine.json")
    #expect(refusal("mine") == nil)
    #expect(refusal("mine", "b/mine.json")?.contains("another experiment of this name") ?? false)
    // One that was moved goes on.
    try FileManager.default.removeItem(atPath: folder.path("a/mine.json"))
    #expect(refusal("mine", "b/mine.json") == nil)
  }
}

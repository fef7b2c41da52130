import Foundation
import TestSupport
import Testing

/// What a run ends with, and what is listed below a folder.
@Suite struct ListTests {
  @Test("a run ends with the finding and the table; a list says what is current")
  func list() throws {
    let bench = try SweepBench()
    let file = try bench.write(
      SweepBench.experiment(
        epochs: 1, members: #", "sweep": { "grid": { "model.latent": [4, 8] } }"#))
    try bench.write(#"{ "extends": "x.json", "title": "Another" }"#, "y.json")
    try bench.folder.write(Array(#"{ "title": "no experiment" }"#.utf8), to: "package.json")
    let run = try bench.sweep("run", file)
    #expect(run.code == 0)
    #expect(run.output.contains("ccuracy, "), "\(run.output)")
    let rows = run.output.split(separator: "\n").filter {
      $0.contains("  0.") || $0.contains("*0.")
    }
    #expect(rows.count == 2, "\(run.output)")
    #expect(run.errors.hasSuffix("results: results/x/report.md\n"))
    func lines() throws -> [String] {
      try bench.sweep("list").output.split(separator: "\n").map(String.init)
    }
    let before = try lines()
    #expect(before.count == 2, "\(before)")
    #expect(
      before[0].contains(/^experiments\/x.json  20\d\d-\d\d-\d\d  current .*accuracy 0\.\d{4}$/))
    #expect(before[1].contains("y.json") && before[1].contains("no results"))
    try bench.write(
      SweepBench.experiment(
        epochs: 2, members: #", "sweep": { "grid": { "model.latent": [4, 8] } }"#))
    #expect(try lines()[0].contains("  not current  "))
    try FileManager.default.removeItem(atPath: bench.folder.path("data/test.npy"))
    #expect(try lines()[0].contains("  cannot be planned here  "))
    try FileManager.default.removeItem(atPath: bench.folder.path(file))
    #expect(try lines().contains { $0.hasPrefix("results/x  ") })
    #expect(try bench.sweep("list", "nowhere").code == 2)
  }
}

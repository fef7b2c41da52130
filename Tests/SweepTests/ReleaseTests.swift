import Foundation
import TestSupport
import Testing

/// What a release brings beside the program: its version, completions and manual, all made from the
/// commands' own descriptions, and the promise that earlier stores and results are read.
@Suite struct ReleaseTests {
  private let bench: SweepBench

  init() throws { bench = try SweepBench() }

  /// The commands and their options, as the help lists them.
  private func commands() throws -> [(name: String, options: [String])] {
    let help = try bench.sweep("--help").output
    let names = help.split(separator: "\n").filter { $0.hasPrefix("  ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    return try names.map { name in
      let lines = try bench.sweep(name, "--help").output.split(separator: "\n")
      return (
        name,
        lines.filter { $0.hasPrefix("  --") }
          .compactMap { $0.split(separator: " ").first.map(String.init) }
      )
    }
  }

  @Test("the version is the newest that the list of changes names")
  func version() throws {
    let changes = try String(contentsOfFile: Repository.root + "/CHANGELOG.md", encoding: .utf8)
    let newest = try #require(changes.split(separator: "\n").first { $0.hasPrefix("## ") })
    let version = try bench.sweep("--version")
    #expect(version.code == 0)
    #expect(version.output.hasPrefix("sweep \(newest.dropFirst(3)) ("), "\(version.output)")
    #expect(version.output.contains("libpng 1."))
  }

  @Test("every command and option is in the manual and in each shell's completions")
  func generated() throws {
    let commands = try commands()
    #expect(commands.count > 15)
    let manual = try bench.sweep("manual").output.replacing("\\-", with: "-")
    let shells = try ["bash", "zsh", "fish"].map { try bench.sweep("completions", $0).output }
    for (name, options) in commands {
      #expect(manual.contains("\n.SS \(name)"))
      for text in shells { #expect(text.contains(name)) }
      for option in options {
        #expect(manual.contains("\n.B \(option)"), "\(name) \(option)")
        for text in shells {
          #expect(text.contains("-l \(option.dropFirst(2)) ") || text.contains(option), "\(option)")
        }
      }
    }
    let unknown = try bench.sweep("completions", "dash")
    #expect(unknown.code == 2 && unknown.errors.contains("sweep completions bash"))
  }

  @Test(
    "bash completes commands, options, words and files",
    arguments: [
      ("(sweep pl)", 1, "plan"), ("(sweep run --thr)", 2, "--threads"),
      ("(sweep store cl)", 2, "clean"), ("(sweep plan dat)", 2, "data"),
    ])
  func bash(words: String, position: Int, completion: String) throws {
    let script = try bench.sweep("completions", "bash").output
    try bench.folder.write(
      Array(
        (script
          + "\nCOMP_WORDS=\(words); COMP_CWORD=\(position); _sweep; echo \"${COMPREPLY[*]}\"\n")
          .utf8), to: "complete.sh")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["complete.sh"]
    process.currentDirectoryURL = URL(fileURLWithPath: bench.folder.path)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == completion + "\n")
  }

  @Test("the store and the results of 1.0 are read", arguments: ["1.0"])
  func earlier(version: String) throws {
    let fixture = Fixture.path("versions/\(version)")
    for (from, to) in [("store", ".sweep"), ("x.json", "experiments/x.json"), ("x", "results/x")] {
      let place = URL(fileURLWithPath: bench.folder.path(to))
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: "\(fixture)/\(from)", toPath: place.path)
    }
    let list = try bench.sweep("store", "list").output
    #expect(list.contains("kmeans") && !list.contains("damaged"), "\(list)")
    #expect(try bench.sweep("store", "verify").code == 0)
    let regress = try bench.sweep("regress", "experiments/x.json")
    #expect(regress.code == 0, "\(regress.output)\(regress.errors)")
  }
}

import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification

/// `sweep compare`: two results beside each other.
enum CompareCommand: Command {
  static let name = "compare"
  static let usage = "A B"
  static let summary = "compare two results: folders, files, or those of a git revision"
  static let options = [
    Option("--markdown", "FILE", "write the comparison to a file, with the figures side by side")
  ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.positional.count == 2 else {
      throw UsageError(
        "which two? sweep compare results/a results/b; results/a@main is that of a git revision")
    }
    let places = try arguments.positional.map { try ResultsPlace($0) }
    let comparison = Comparison(
      try places[0].results(), try places[1].results(), guarding: .nothing)
    let text = ComparisonMarkdown(comparison).text
    Terminal.print(String(text.dropLast()))
    if let path = arguments.value("--markdown") {
      let figures = try FiguresBeside(places[0], places[1]).markdown(for: path)
      try AtomicFile.write(text + figures, to: path)
    }
    return .success
  }
}

/// Where results are: a folder, a file, or either of them as of a git revision, `results/x@main`.
struct ResultsPlace {
  /// As it was named.
  let name: String
  private let folder: String
  private let file: String
  private let revision: String?

  /// Finds a place by its name.
  ///
  /// - Throws: `UsageError` for a place that is not there.
  init(_ name: String) throws(UsageError) {
    self.name = name
    let isThere = FileManager.default.fileExists(atPath: name)
    let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    let path = isThere || parts.count < 2 ? name : parts.dropLast().joined(separator: "@")
    revision = isThere || parts.count < 2 ? nil : parts.last
    file = path.hasSuffix(".json") ? path : path + "/results.json"
    folder = (file as NSString).deletingLastPathComponent
    guard revision != nil || FileManager.default.fileExists(atPath: file) else {
      throw UsageError(
        isThere
          ? "\(name) holds no results.json"
          : "there is nothing at \(name); a git revision is written behind @, as results/x@main")
    }
  }

  /// The results.
  ///
  /// - Throws: `UsageError` when git does not have them, `Problem` when they cannot be read.
  func results() throws -> SweepResults {
    guard let revision else { return try SweepResults(StoredFile.json(at: file)) }
    let bytes = try git("show", "\(revision):./\(file)")
    return try SweepResults(JSONParser.parse(Source(name: name, bytes: bytes)))
  }

  /// The names of the figures.
  func figures() throws -> [String] {
    let place = folder + "/figures"
    let names: [String]
    if let revision {
      let listed = try git("ls-tree", "--name-only", revision, "./\(place)/")
      names = String(decoding: listed, as: UTF8.self).split(separator: "\n").map {
        ($0 as NSString).lastPathComponent
      }
    } else {
      let isThere = FileManager.default.fileExists(atPath: place)
      names = isThere ? try FileManager.default.contentsOfDirectory(atPath: place) : []
    }
    return names.filter { $0.hasSuffix(".png") }.sorted()
  }

  /// The bytes of a figure.
  func figure(_ name: String) throws -> [UInt8] {
    let path = "\(folder)/figures/\(name)"
    guard let revision else { return try StoredFile.bytes(at: path) }
    return try git("show", "\(revision):./\(path)")
  }

  private func git(_ arguments: String...) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Complaints are short; a pipe holds them until the output has been read.
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = String(decoding: complaint, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      throw UsageError("\(name) cannot be read: \(words)")
    }
    return [UInt8](data)
  }
}

/// The figures of two results side by side, where they differ.
struct FiguresBeside {
  private let places: (ResultsPlace, ResultsPlace)

  /// Prepares to show figures.
  init(_ first: ResultsPlace, _ second: ResultsPlace) { places = (first, second) }

  /// A table of the figures that differ, copied into a folder beside the file that shows them; empty
  /// when none does.
  func markdown(for path: String) throws -> String {
    let stem = (path as NSString).deletingPathExtension
    let folder = (stem as NSString).lastPathComponent + "-figures"
    let target = stem + "-figures"
    let names = (try places.0.figures(), try places.1.figures())
    var lines: [String] = []
    for name in Set(names.0 + names.1).sorted() {
      let old = names.0.contains(name) ? try places.0.figure(name) : nil
      let new = names.1.contains(name) ? try places.1.figure(name) : nil
      if old == new { continue }
      var cells: [String] = []
      for (bytes, prefix) in [(old, "before"), (new, "now")] {
        guard let bytes else {
          cells.append("–")
          continue
        }
        try AtomicFile.createFolder(target)
        try AtomicFile.write(bytes, to: "\(target)/\(prefix)-\(name)")
        cells.append(Markdown.image("\(folder)/\(prefix)-\(name)", title: "\(prefix): \(name)"))
      }
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    guard !lines.isEmpty else { return "" }
    let heading = "| \(Markdown.escaped(places.0.name)) | \(Markdown.escaped(places.1.name)) |"
    return "\n" + ([heading, "| --- | --- |"] + lines).joined(separator: "\n") + "\n"
  }
}

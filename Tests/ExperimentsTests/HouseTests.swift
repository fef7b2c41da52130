import Foundation
import TestSupport
import Testing

/// How the sources are laid out: files that one can see as a whole, floors without a way up, public
/// declarations that say what they are.
@Suite("The house") struct HouseTests {
  /// One file of `Sources`.
  private struct SourceFile {
    let name: String
    let target: String
    let lines: [Substring]
    var isTableOfData: Bool { name.hasPrefix("Figures/Typeface/DejaVu") }
    var isSwift: Bool { name.hasSuffix(".swift") }
  }

  private static let sources: [SourceFile] = {
    let root = Repository.root + "/Sources"
    let endings = [".swift", ".c", ".h", ".inc"]
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { name in endings.contains { name.hasSuffix($0) } }.sorted().compactMap {
      guard let text = try? String(contentsOfFile: "\(root)/\($0)", encoding: .utf8) else {
        return nil
      }
      return SourceFile(
        name: $0, target: String($0.prefix { $0 != "/" }),
        lines: text.split(separator: "\n", omittingEmptySubsequences: false).dropLast())
    }
  }()

  @Test("No file is longer than four hundred lines, tables of data aside")
  func longestFile() {
    for file in Self.sources where !file.isTableOfData {
      #expect(file.lines.count <= 400, "\(file.name) has \(file.lines.count) lines: split it")
    }
  }

  @Test("There are at most 450 files of Swift, and half of them have ninety lines or more")
  func fullerFiles() throws {
    let lengths = Self.sources.filter(\.isSwift).map(\.lines.count).sorted()
    #expect(lengths.count > 100)
    #expect(lengths.count <= 450, "merge satellites into the file of their concept")
    #expect(lengths[lengths.count / 2] >= 90, "merge satellites into the file of their concept")
  }

  /// The floor of each target, from the table of CONTRIBUTING.md.
  private func floors() throws -> [String: Int] {
    let text = try String(contentsOfFile: Repository.root + "/CONTRIBUTING.md", encoding: .utf8)
    let part = text.split(separator: "\n").drop { $0 != "## The floors" }.dropFirst()
      .prefix { !$0.hasPrefix("## ") }
    var floors: [String: Int] = [:]
    for line in part where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let floor = Int(cells[0]) else { continue }
      let names = cells[1].split(separator: "`").enumerated().filter { $0.offset % 2 == 0 }
      for (_, name) in names { floors[String(name)] = floor }
    }
    return floors
  }

  @Test("A target imports only targets on floors below it, as CONTRIBUTING.md lists them")
  func floorsGoUp() throws {
    let floors = try floors()
    let targets = Set(Self.sources.filter(\.isSwift).map(\.target))
    #expect(Set(floors.keys).isSuperset(of: targets), "the table of floors lacks a target")
    for file in Self.sources where file.isSwift {
      for line in file.lines where line.hasPrefix("import ") {
        guard let below = floors[String(line.dropFirst(7))], let own = floors[file.target] else {
          continue
        }
        #expect(below < own, "\(file.name): \(line)")
      }
    }
  }

  @Test("Scripts and documents name only sources and tests that are there")
  func namedFiles() throws {
    let files = FileManager.default
    let outside = ["README.md", "CONTRIBUTING.md", "BENCHMARKS.md", "Makefile", "Dockerfile"]
    let below = [".ci", ".github"].flatMap { folder in
      (files.enumerator(atPath: "\(Repository.root)/\(folder)")?.compactMap { $0 as? String } ?? [])
        .map { "\(folder)/\($0)" }
    }
    var count = 0
    for name in outside + below {
      let place = "\(Repository.root)/\(name)"
      guard let text = try? String(contentsOfFile: place, encoding: .utf8) else { continue }
      for match in text.matches(of: /(?:Sources|Tests)\/[A-Za-z0-9_\/+.-]*[A-Za-z0-9]/) {
        let end = match.range.upperBound
        guard end == text.endIndex || !"*$".contains(text[end]) else { continue }
        count += 1
        #expect(
          files.fileExists(atPath: "\(Repository.root)/\(match.0)"), "\(name) names \(match.0)")
      }
    }
    #expect(count > 20)
  }

  /// The names that protocols of the house ask for, and those of Swift's own that types answer to.
  private func witnessNames() -> Set<String> {
    var names: Set = ["description", "hash", "encode", "rawValue", "next", "makeIterator"]
    let requirement = /^  (?:static |mutating )*(?:var|func|init|associatedtype) ?(\w*)/
    for file in Self.sources where file.isSwift {
      var isInside = false
      for line in file.lines {
        if !line.hasPrefix(" "), line.contains("protocol "), line.hasSuffix("{") { isInside = true }
        if line == "}" { isInside = false }
        guard isInside, let match = line.firstMatch(of: requirement) else { continue }
        names.insert(match.1.isEmpty ? "init" : String(match.1))
      }
    }
    return names
  }

  @Test("What is public says what it is, unless a protocol says it")
  func documentation() {
    let witnesses = witnessNames()
    let declaration =
      /^ *public (?:static |mutating |final |nonisolated |indirect )*(?:var|let|func|init|typealias|struct|enum|class|protocol|subscript|actor) ?(\S*)/
    for file in Self.sources where file.isSwift {
      for (index, line) in file.lines.enumerated() {
        guard line.drop(while: { $0 == " " }).hasPrefix("public "),
          let match = line.firstMatch(of: declaration)
        else { continue }
        let above = file.lines[..<index].last { !$0.drop { $0 == " " }.hasPrefix("@") }
        let isDocumented = above?.contains("///") ?? false
        let name = match.1.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let isOperator = !match.1.isEmpty && name.isEmpty && !match.1.hasPrefix("(")
        let isWitness =
          witnesses.contains(name.isEmpty ? "init" : String(name)) || isOperator
        #expect(isDocumented || isWitness, "\(file.name):\(index + 1): \(line)")
      }
    }
  }
}

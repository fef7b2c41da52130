import Foundation
import Specification
import TestSupport
import Testing

/// Text of unknown origin in each medium.
@Suite struct MediaTests {
  private static let all = HostileNames.visible + HostileNames.invisible

  @Test("a line shows everything and breaks nowhere", arguments: all)
  func line(text: String) {
    let line = VisibleText.line(text)
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    #expect(!line.contains { $0.isNewline })
    #expect(VisibleText.line(line) == line)
  }

  @Test("what can be seen stays as it is")
  func visible() {
    for text in HostileNames.visible {
      #expect(VisibleText.line(text) == text)
      #expect(VisibleText.flaw(in: text) == nil)
    }
  }

  @Test("what cannot be seen is named", arguments: HostileNames.invisible)
  func flaw(text: String) throws {
    let flaw = try #require(VisibleText.flaw(in: text))
    #expect(flaw.contains("U+") || flaw.contains("line break"))
  }

  @Test("a terminal and a runner of workflows obey nothing", arguments: all)
  func terminal(text: String) {
    for line in TerminalText.safe("\(text)\nnote: \(text)\n  \(text)").split(separator: "\n") {
      #expect(!line.drop { $0.isWhitespace }.hasPrefix("::"))
      #expect(!line.contains("##[") && !line.contains("##vso["))
      #expect(
        line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
    }
  }

  @Test("a shell takes a word as it is")
  func shell() throws {
    let words = HostileNames.visible
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let command = "printf '%s\\n' " + words.map(ShellText.word).joined(separator: " ")
    process.arguments = ["-c", command]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: data, as: UTF8.self) == words.map { "\($0)\n" }.joined())
  }

  @Test("XML holds only characters that it may, and no tags of a text", arguments: all)
  func xml(text: String) {
    let escaped = XMLText.escaped(text)
    #expect(!escaped.contains { "<>\"'".contains($0) })
    #expect(
      escaped.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0xFFFE...0xFFFF).contains($0.value)
      })
  }

  @Test("a block of Markdown is left by its own fence alone", arguments: all)
  func block(text: String) {
    let lines = Markdown.block("before\n\(text)\nafter").split(separator: "\n")
    let fence = lines[0].prefix { $0 == "`" }
    let closing = lines.indices.filter { index in
      let line = lines[index].drop { $0 == " " }
      return index > 0 && line.hasPrefix(fence) && line.allSatisfy { $0 == "`" || $0 == " " }
    }
    #expect(closing == [lines.count - 1])
  }

  @Test("a span of code is as long as it looks", arguments: all)
  func span(text: String) {
    let code = Markdown.code(text)
    let fence = code.prefix { $0 == "`" }
    let runs = code.dropFirst(fence.count).dropLast(fence.count).split { $0 != "`" }
    #expect(code.hasSuffix(fence))
    #expect(runs.allSatisfy { $0.count != fence.count } || fence.count == 1)
  }

  @Test("no absolute path of a machine goes on")
  func paths() {
    let examples = [
      "/home/me/data/x.npy": "…/x.npy", "/home/me/.sweep/work/ab/": "…/ab/",
      "/home/me/x.npy: ends after 3 bytes": "…/x.npy: ends after 3 bytes",
      "looked for (/a/b/c and /d/e)": "looked for (…/c and …/e)", "/etc": "/etc",
      "data/x.npy and/or ../y.npy": "data/x.npy and/or ../y.npy",
      "https://example.org/a/b": "https://example.org/a/b", "1 / 2 / 3": "1 / 2 / 3",
      "'/home/me/x y.npy'": "'…/x y.npy'", "…/x.npy": "…/x.npy",
    ]
    for (text, expected) in examples { #expect(PathText.shortened(text) == expected) }
  }
}

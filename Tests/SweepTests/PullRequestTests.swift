import Foundation
import TestSupport
import Testing

/// `.github/actions/sweep/compare` with a program that is pretended: what a pull request is told.
@Suite struct PullRequestTests {
  /// The comment on experiments of these names, and how the script ended.
  ///
  /// The program fails for names that begin with `bad`, writes no comparison for those that begin with
  /// `broken`, and finds all others as they were.
  private func comment(_ names: [String]) throws -> (text: String, code: Int32) {
    let folder = try TemporaryFolder()
    let program = #"""
      #!/bin/sh
      [ "$1" = regress ] || exit 9
      file=$2
      while [ "$1" != --markdown ]; do shift; done
      case "$file" in
        *broken*) echo 'no data ```' >&2; exit 2;;
        *bad*) printf '❌ **1 of 2 guarded cells failed the comparison**: 1 worse.\n\n| a |\n' > "$2"; exit 1;;
        *better*) printf '✅ Nothing got worse.\n\n| b |\n' > "$2";;
        *) printf '✅ All 2 cells are as they were.\n' > "$2";;
      esac
      """#
    try folder.write(Array(program.utf8), to: "sweep")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path("sweep"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      [Repository.root + "/.github/actions/sweep/compare", folder.path("comment.md")]
      + names.map { "experiments/\($0).json" }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ["PATH": "/usr/bin:/bin", "SWEEP": folder.path("sweep")]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (
      try String(contentsOfFile: folder.path("comment.md"), encoding: .utf8),
      process.terminationStatus
    )
  }

  @Test("the outcome comes first, then what failed, then what changed, folded away")
  func order() throws {
    let (text, code) = try comment(["same", "better", "bad"])
    #expect(code == 1)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "<!-- sweep -->")
    #expect(lines[1].hasPrefix("## ❌ 1 of 3 experiments failed"))
    #expect(lines.filter { $0.hasPrefix("### ") } == ["### bad", "### same", "### better"])
    #expect(text.contains("1 worse.\n\n| a |\n"))
    #expect(text.contains("<summary>What changed</summary>\n\n| b |\n"))
  }

  @Test("what could not be compared is no pass, and its reason is shown")
  func broken() throws {
    let (text, code) = try comment(["broken"])
    #expect(code == 1)
    #expect(text.contains("❌ **No comparison was made.**"))
    #expect(text.contains("no data ` ` `"))
    #expect(text.components(separatedBy: "```").count == 3)
    let fine = try comment(["same"])
    #expect(
      fine.code == 0 && fine.text.contains("## ✅ 1 of 1 experiments come to what is committed"))
  }
}

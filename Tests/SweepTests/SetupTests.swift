import Foundation
import TestSupport
import Testing

/// `.ci/setup` on machines that are pretended: a folder of commands is all that they have.
@Suite struct SetupTests {
  private let machine: TemporaryFolder

  init() throws {
    machine = try TemporaryFolder()
    for tool in ["sed", "head"] {
      let path = try #require(
        ["/bin/\(tool)", "/usr/bin/\(tool)"].first { FileManager.default.fileExists(atPath: $0) })
      try FileManager.default.createSymbolicLink(
        atPath: machine.path(tool), withDestinationPath: path)
    }
  }

  private func add(_ command: String, _ script: String) throws {
    let path = try machine.write(Array("#!/bin/sh\n\(script)\n".utf8), to: command)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  private func setup() throws -> (text: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [Repository.root + "/.ci/setup"]
    process.environment = ["PATH": machine.path]
    let output = Pipe()
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(bytes: data, encoding: .utf8) ?? "", process.terminationStatus)
  }

  @Test(arguments: ["6.0.3", "6.2", "6.3.1", "7.0"])
  func theSwiftOfTheReadmeOrANewerOneWillDo(version: String) throws {
    try add("swift", "echo 'Swift version \(version) (swift-\(version)-RELEASE)'")
    try add("pkg-config", "exit 0")
    let run = try setup()
    #expect(run.code == 0 && run.text.isEmpty, "\(run.text)")
  }

  @Test(arguments: [
    ("echo 'Apple Swift version 5.10 (swiftlang-5.10)'", "this is 5.10"),
    ("echo 'libncurses.so.6: cannot open shared object file' >&2; exit 127", "libncurses.so.6"),
    ("echo nothing to be understood", "nothing to be understood"),
  ])
  func aSwiftThatWillNotDoIsSaid(script: String, message: String) throws {
    try add("swift", script)
    let run = try setup()
    #expect(run.code == 1 && run.text.contains(message), "\(run.text)")
  }

  @Test(arguments: [
    ("dnf", "sudo dnf install -y pkgconf-pkg-config libpng-devel zlib-devel"),
    ("zypper", "sudo zypper install -y pkgconf-pkg-config libpng16-devel zlib-devel"),
    ("pacman", "sudo pacman -S --noconfirm pkgconf libpng zlib"),
    ("apk", "sudo apk add pkgconf libpng-dev zlib-dev"),
    ("brew", "brew install pkgconf libpng zlib"),
  ])
  func whatIsMissingIsNamedAsTheSystemNamesIt(manager: String, message: String) throws {
    try add("swift", "echo 'Swift version 6.0.3'")
    try add(manager, "exit 1")
    let run = try setup()
    #expect(run.code == 1 && run.text == "setup: please run: \(message)\n", "\(run.text)")
  }

  @Test func theOldestSwiftIsThatOfThePackageAndTheWorkflowUsesTheOneOfTheReadme() throws {
    let texts = try [
      (".ci/setup", "oldest=\"6.0\""), ("Package.swift", "// swift-tools-version: 6.0\n"),
      ("README.md", "and Swift 6.3 ("), (".github/workflows/regression.yml", "swift:6.3-"),
    ].map { file, words in
      (file, words, try String(contentsOfFile: "\(Repository.root)/\(file)", encoding: .utf8))
    }
    for (file, words, text) in texts { #expect(text.contains(words), "\(file): \(words)") }
  }
}

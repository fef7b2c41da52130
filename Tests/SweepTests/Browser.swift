import Foundation
import Specification
import TestSupport

/// A headless Chromium with one page, driven over its debugging pipe.
final class Browser {
  /// Where it is; nil on a machine without one.
  static let program = ["chromium", "chromium-browser", "google-chrome"].map { "/usr/bin/\($0)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private let profile: TemporaryFolder
  private var buffer = Data()
  private var number = 0
  private var session: String?

  /// Opens a file in a window of so many points across.
  ///
  /// - Throws: `BrowserError` when it does not come up within a minute.
  init(_ path: String, width: Int, height: Int = 900) throws {
    profile = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The debugging pipe is of descriptors 3 and 4.
    process.arguments = [
      "-c", #"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null"#, Self.program ?? "",
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--remote-debugging-pipe", "--user-data-dir=\(profile.path)", "about:blank",
    ]
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
    let running = process
    DispatchQueue.global().asyncAfter(deadline: .now() + 120) { running.terminate() }
    let target = try call("Target.createTarget", [("url", .string("about:blank"))])
    session = try call(
      "Target.attachToTarget",
      [("targetId", target["targetId"] ?? .null), ("flatten", JSON(.bool(true)))])["sessionId"]?
      .string
    try call(
      "Emulation.setDeviceMetricsOverride",
      [
        ("width", .number(width)), ("height", .number(height)), ("deviceScaleFactor", .number(1)),
        ("mobile", JSON(.bool(false))),
      ])
    try call("Page.navigate", [("url", .string(URL(fileURLWithPath: path).absoluteString))])
    try waitUntil("the page", seconds: 60) {
      (try? value("location.protocol == 'file:' && document.readyState"))?.string == "complete"
    }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// What an expression gives in the page.
  func value(_ expression: String) throws -> JSON {
    let answer = try call(
      "Runtime.evaluate",
      [("expression", .string(expression)), ("returnByValue", JSON(.bool(true)))])
    if let details = answer["exceptionDetails"] { throw BrowserError(text: details.canonical) }
    return answer["result"]?["value"] ?? .null
  }

  /// Moves the pointer to a place of the window.
  func point(_ x: Double, _ y: Double) throws {
    try call(
      "Input.dispatchMouseEvent",
      [("type", .string("mouseMoved")), ("x", .number(x)), ("y", .number(y))])
  }

  @discardableResult
  private func call(_ method: String, _ parameters: [(String, JSON)]) throws -> JSON {
    number += 1
    let own = number
    var members: [(String, JSON)] = [
      ("id", .number(own)), ("method", .string(method)), ("params", .object(parameters)),
    ]
    if let session { members.append(("sessionId", .string(session))) }
    try requests.fileHandleForWriting.write(
      contentsOf: Data(JSON.object(members).canonical.utf8) + [0])
    while true {
      let message = try next()
      guard message["id"]?.integer == own else { continue }
      if let error = message["error"] { throw BrowserError(text: "\(method): \(error.canonical)") }
      return message["result"] ?? .null
    }
  }

  private func next() throws -> JSON {
    while true {
      if let end = buffer.firstIndex(of: 0) {
        let bytes = Array(buffer[buffer.startIndex..<end])
        buffer.removeSubrange(buffer.startIndex...end)
        return try JSONParser.parse(Source(name: "browser", bytes: bytes))
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw BrowserError(text: "the browser ended") }
      buffer += more
    }
  }
}

/// What a browser said against it.
struct BrowserError: Error {
  /// Its words.
  let text: String
}

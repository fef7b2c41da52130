import Foundation

/// A command that was run to its end.
struct CommandRun {
  /// What it printed on both streams.
  let text: String
  /// Its exit code.
  let code: Int32

  /// Runs a command; other tests go on meanwhile, and may read along in a file that is named.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    folder: String? = nil, output file: String? = nil
  ) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    // A file and no pipe: daemons that are started keep it open.
    let path = file ?? NSTemporaryDirectory() + "/sweepbook-\(UUID().uuidString).log"
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw ClusterError(description: "\(path) cannot be written")
    }
    defer { try? FileManager.default.removeItem(atPath: path) }
    let output = FileHandle(forWritingAtPath: path)
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (end: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in end.resume() }
      do {
        try process.run()
      } catch {
        end.resume(throwing: error)
      }
    }
    text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    code = process.terminationStatus
  }
}

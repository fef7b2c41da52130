import Foundation
import FuzzTargets
import TestSupport

/// Workers on one target after the other, until the time is over.
final class FuzzCampaign {
  private struct Tally {
    var next: UInt64 = 0
    var read: UInt64 = 0
    var accepted: UInt64 = 0
  }

  private let options: FuzzOptions
  private let targets: [FuzzTarget]
  private let status = NSTemporaryDirectory() + "/sweepbook-fuzz-\(getpid())"
  private var tallies: [String: Tally] = [:]
  private var findings: [String] = []

  init(_ options: FuzzOptions) throws {
    self.options = options
    targets = try FuzzTargets.all().filter { options.only == nil || $0.name == options.only }
  }

  /// Goes on until the time is over.
  ///
  /// - Returns: whether nothing was found.
  func run() throws -> Bool {
    defer { unlink(status) }
    let end = Date().addingTimeInterval(60 * options.minutes)
    let slice = max(1, min(20, 60 * options.minutes / Double(max(1, targets.count))))
    print("\(targets.count) targets, seed \(options.seed), \(options.minutes) minutes")
    fflush(nil)
    while Date() < end {
      for target in targets where Date() < end {
        try spend(min(slice, max(1, end.timeIntervalSinceNow)), on: target)
      }
    }
    let rows = tallies.sorted { $0.key < $1.key }
    for (name, tally) in rows { print("\(name): \(tally.read) inputs, \(tally.accepted) accepted") }
    print("\(rows.reduce(0) { $0 + $1.value.read }) inputs, \(findings.count) findings")
    findings.forEach { print($0) }
    return findings.isEmpty
  }

  private func spend(_ seconds: Double, on target: FuzzTarget) throws {
    let status = FuzzStatus(status)
    status.reset()
    var tally = tallies[target.name] ?? Tally()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = [
      "--seed", String(options.seed), "--work", target.name, String(tally.next), String(seconds),
      self.status,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    let isHanging = watch(process, status)
    tally.read += status[.done]
    tally.accepted += status[.accepted]
    tally.next = status[.current] + 1
    tallies[target.name] = tally
    let isWhole = process.terminationReason == .exit && process.terminationStatus == 0
    if isHanging || !isWhole { try keep(target, status, process, isHanging) }
  }

  /// Waits for the end of a worker; one that computes on and on at one input, or waits for ever, is
  /// ended. On a busy machine the time of the clock says little.
  private func watch(_ process: Process, _ status: FuzzStatus) -> Bool {
    var latest = status[.done]
    var since = (clock: Date(), processor: Self.processorSeconds(of: process))
    while process.isRunning {
      usleep(50_000)
      let now = Self.processorSeconds(of: process)
      if status[.isReady] == 0 || status[.done] != latest {
        (latest, since) = (status[.done], (Date(), now))
      }
      let isComputing = now - since.processor > 2 * FuzzWorker.slow
      guard isComputing || Date().timeIntervalSince(since.clock) > 300 else { continue }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      return true
    }
    process.waitUntilExit()
    return false
  }

  /// What a process has computed so far.
  private static func processorSeconds(of process: Process) -> Double {
    let path = "/proc/\(process.processIdentifier)/stat"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    // Behind the name of the program, in brackets, the times are the 12th and the 13th.
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    let ticks = fields.count > 12 ? (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0) : 0
    return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Keeps an input that went wrong beside the fixtures, where a test reads it from then on.
  private func keep(
    _ target: FuzzTarget, _ status: FuzzStatus, _ process: Process, _ isHanging: Bool
  ) throws {
    let number = status[.current]
    let reason =
      switch status[.fault] {
      case 1: "took more than \(FuzzWorker.slow) s"
      case 2: "took more than 200 MB over its size"
      case 3: "was refused without a word"
      default: isHanging ? "hangs" : "ended the process (\(process.terminationStatus))"
      }
    let folder = Fixture.path("findings/\(target.name)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/seed-\(options.seed)-\(number)"
    try Data(target.input(seed: options.seed, number: number)).write(
      to: URL(fileURLWithPath: path))
    let finding = "\(target.name): input \(number) \(reason); kept as \(path)"
    findings.append(finding)
    print(finding)
    fflush(nil)
  }
}

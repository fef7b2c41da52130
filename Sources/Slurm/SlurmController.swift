import Foundation
import Pipeline
import Runner
import Specification

/// What Slurm is asked and told, by its own commands; no accounting is needed.
///
/// A controller that does not answer is waited for: it may be restarted at any time, and the jobs go on
/// meanwhile.
public struct SlurmController: Sendable {
  /// A job, or those tasks of an array that wait, in the queue.
  struct Job: Equatable {
    /// The number of the job or array.
    var number: Int
    /// What tells it from the other jobs of its submission.
    var comment: String
    /// "PENDING", "RUNNING" and so on.
    var state: String
    /// Why it does not run.
    var reason: String
    /// How many tasks the line stands for.
    var count: Int

    /// Whether it is the last job of a round.
    var isReport: Bool { comment.hasSuffix("-" + SlurmRound.reportName) }
  }

  private let say: @Sendable (String) -> Void
  private let isStopped: @Sendable () -> Bool
  private let environment: [String: String]

  /// Commands as the user may run them.
  ///
  /// - Parameters:
  ///   - say: told when the controller does not answer, and when it does again.
  ///   - isStopped: whether to wait no longer for a controller that does not answer.
  public init(
    say: @escaping @Sendable (String) -> Void,
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.say = say
    self.isStopped = isStopped
    // Inside a job the variables of that job would become those of the jobs it submits.
    environment = ProcessInfo.processInfo.environment.filter { name, _ in
      name == "SLURM_CONF" || !(name.hasPrefix("SLURM_") || name.hasPrefix("SBATCH_"))
    }
  }

  /// Submits a script.
  ///
  /// - Parameters:
  ///   - script: its path.
  ///   - jobs: the jobs that must have ended before, however they ended.
  ///   - name: what the script calls the job.
  ///   - comment: the comment of the script; should the answer be lost, the job is looked for in the
  ///     queue by it before it is submitted once more.
  /// - Returns: The number of the job.
  /// - Throws: `SlurmError` when Slurm refuses the job.
  func submit(
    _ script: String, after jobs: [Int], name: String, comment: String
  ) throws(SlurmError) -> Int {
    let dependency = jobs.map { ":\($0)" }.joined()
    let options = jobs.isEmpty ? [] : ["--dependency=afterany\(dependency)"]
    let arguments = ["--parsable"] + options + [script]
    let run = try ask("sbatch", arguments) { () throws(SlurmError) in
      try self.jobs(named: name).contains { $0.comment == comment }
    }
    if let number = Int(run.output.prefix { $0.isNumber }) { return number }
    if let job = try self.jobs(named: name).first(where: { $0.comment == comment }) {
      return job.number
    }
    throw SlurmError("sbatch gave no job number: \(run.output)")
  }

  /// The jobs of a name that wait or run.
  ///
  /// - Throws: `SlurmError` when Slurm refuses to tell.
  func jobs(named name: String) throws(SlurmError) -> [Job] {
    let run = try ask("squeue", ["-h", "-n", name, "-o", "%F|%k|%T|%r|%K"])
    return run.output.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 5, let number = Int(parts[0]) else { return nil }
      return Job(
        number: number, comment: parts[1], state: parts[2], reason: parts[3],
        count: Self.count(parts[4]))
    }
  }

  /// Ends all jobs of a name.
  ///
  /// - Throws: `SlurmError` when Slurm refuses.
  func cancel(name: String) throws(SlurmError) {
    _ = try ask("scancel", ["--quiet", "--name=\(name)"])
  }

  /// Has a running job run once more, from the beginning of its script.
  ///
  /// - Throws: `SlurmError` when Slurm refuses.
  public func requeue(_ job: String) throws(SlurmError) {
    _ = try ask("scontrol", ["requeue", job])
  }

  /// The most tasks that an array may have.
  ///
  /// - Throws: `SlurmError` when Slurm refuses to tell.
  func arraySize() throws(SlurmError) -> Int {
    let run = try ask("scontrol", ["show", "config"])
    let line = run.output.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    let number = line?.split(separator: "=").last.flatMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    // What Slurm has where nothing else is configured.
    return max(1, number ?? 1001)
  }

  /// How many tasks "0-9,12,14-18%4" stands for; "..." in a long list stands for more.
  package static func count(_ indices: String) -> Int {
    let list = indices.prefix { $0 != "%" }.trimmingCharacters(in: ["[", "]"])
    let counts = list.split(separator: ",").map { part in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      return ends.count == 2 ? max(1, ends[1] - ends[0] + 1) : 1
    }
    return max(1, counts.reduce(0, +))
  }

  /// Runs a command until the controller answers, or until `isDone` says that a command whose answer
  /// was lost need not be repeated.
  private func ask(
    _ tool: String, _ arguments: [String],
    isDone: () throws(SlurmError) -> Bool = { () throws(SlurmError) in false }
  ) throws(SlurmError) -> ToolRun {
    var pause = 1.0
    var hasWaited = false
    while true {
      let run = ToolRun(tool, arguments, environment: environment)
      if run.code == 0 {
        if hasWaited { say("Slurm answers again") }
        return run
      }
      guard Self.isPassing(run.complaint) else { throw SlurmError(tool, run) }
      if isStopped() { throw SlurmError("stopped while Slurm did not answer: \(run.complaint)") }
      if !hasWaited { say("Slurm does not answer, waiting: \(run.complaint)") }
      hasWaited = true
      wait(seconds: pause)
      pause = min(60, pause * 2)
      if try isDone() { return ToolRun() }
    }
  }

  private func wait(seconds: Double) {
    let end = Monotonic.seconds + seconds
    while Monotonic.seconds < end, !isStopped() { usleep(100_000) }
  }

  /// Whether a complaint is about a controller that is away, and not about what it was asked.
  package static func isPassing(_ complaint: String) -> Bool {
    [
      "Unable to contact slurm controller", "Connection refused", "Connection timed out",
      "Socket timed out", "temporarily unable", "Resource temporarily unavailable",
      "Zero Bytes were transmitted", "Transport endpoint", "No route to host",
      "Slurm controller is not responding", "Invalid authentication credential",
      "Protocol authentication error", "backup controller", "Communication connection failure",
      "Message receive failure", "slurm_receive_msg",
    ].contains { complaint.localizedCaseInsensitiveContains($0) }
  }
}

extension ToolRun {
  /// The command whose answer was lost and whose effect is there.
  fileprivate init() { (output, complaint, code) = ("", "", 0) }
}

/// What Slurm refuses.
public struct SlurmError: Error, CustomStringConvertible {
  /// What is wrong and what to do.
  public let description: String

  init(_ description: String) { self.description = description }

  init(_ tool: String, _ run: ToolRun) {
    description =
      run.code == 127
      ? "there is no \(tool) on this machine; submit where the commands of Slurm are installed"
      : "\(tool) refused: \(run.complaint.isEmpty ? run.output : run.complaint)"
  }
}

/// A program that was run to its end.
struct ToolRun {
  /// What it printed, without the spaces around it.
  let output: String
  /// What it complained of.
  let complaint: String
  /// Its exit code; 127 when there is no such program.
  let code: Int32

  /// Runs a program of the search path, with no input.
  init(_ name: String, _ arguments: [String], environment: [String: String]) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      (self.output, complaint, code) = ("", "\(error)", 127)
      return
    }
    // Complaints are short; a pipe holds them until the output has been read.
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    self.output = Self.text(printed)
    complaint = Self.text(complained)
    code = process.terminationStatus
  }

  private static func text(_ data: Data) -> String {
    String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

import Foundation
import Specification

/// A task of a round, as its files and processes show it.
struct ClusterTask {
  /// The folder of the submission.
  let submission: String
  /// The round.
  let round: Int
  /// Its number in the round.
  let number: Int

  /// What it has told.
  var journal: [JSON] {
    text("journal/\(number).jsonl").split(separator: "\n").compactMap {
      try? JSONParser.parse(Source(name: "journal", bytes: Array($0.utf8)))
    }
  }

  /// What its script has printed.
  var log: String { text("output/\(number).log") }

  /// Where it began, attempt by attempt.
  var nodes: [String] {
    log.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return line.hasSuffix(": begins") ? words.dropLast().last.map { String($0.dropLast()) } : nil
    }
  }

  /// The training that it is in the middle of: begun, an epoch done, epochs left.
  var training: String? {
    var epochs: [String: (done: Int, all: Int)] = [:]
    for event in journal {
      guard let key = event["key"]?.string else { continue }
      switch event["event"]?.string {
      case "progress":
        guard let done = event["progress"]?["epoch"]?.integer,
          let all = event["progress"]?["of"]?.integer
        else { continue }
        epochs[key] = (done, all)
      case "finished": epochs[key] = nil
      default: continue
      }
    }
    return epochs.first { $0.value.done < $0.value.all }?.key
  }

  /// The processes that compute its stages.
  var workers: [Int32] {
    let command = ["slurm-task", submission, "\(round)", "\(number)"]
    return Processes.all.filter { Processes.arguments($0).dropFirst().elementsEqual(command) }
      .flatMap(Processes.children)
  }

  /// Sends a signal to the workers.
  func signal(_ number: Int32) { for worker in workers { kill(worker, number) } }

  private func text(_ name: String) -> String {
    let path = "\(submission)/rounds/\(round)/\(name)"
    return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}

/// The processes of this machine.
enum Processes {
  /// Whether a process runs, or is at least frozen.
  static func isAlive(_ process: Int32) -> Bool { !arguments(process).isEmpty }

  fileprivate static var all: [Int32] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
    return (names ?? []).compactMap { Int32($0) }
  }

  fileprivate static func arguments(_ process: Int32) -> [String] {
    let text = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
    return text.split(separator: "\0").map(String.init)
  }

  fileprivate static func children(_ process: Int32) -> [Int32] {
    let path = "/proc/\(process)/task/\(process)/children"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { Int32($0) }
  }
}

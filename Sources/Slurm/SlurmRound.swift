import Experiments
import Files
import Pipeline
import Runner
import Specification

/// One round of a submission, frozen in a folder of its own: which stages each task computes, how tasks
/// are put into arrays, and, once they are submitted, the numbers of the jobs.
///
///     round.json        this description
///     tasks/7.json      the stages of task 7, with everything that they are made from
///     array-0.sh        the job script of the first array; `report.sh` that of the last job
///     array-0.job       its job id, once submitted
///     journal/7.jsonl   what task 7 tells
///     ended/7.json      how task 7 ended
///     output/           what the scripts print
struct SlurmRound {
  /// One job array: consecutive tasks.
  struct Array: Equatable {
    var wave: Int
    var firstTask: Int
    var taskCount: Int
    var minutes: Int
    var megabytes: Int
  }

  /// The folder.
  let folder: String
  /// From 1.
  let number: Int
  /// All stages of the plan that the round is part of.
  let stages: [StageKey]
  /// The stages of each task.
  let tasks: [[StageKey]]
  /// The seconds that the stages of tasks were expected to take.
  let seconds: [StageKey: Double]
  /// The arrays, in the order of their waves.
  let arrays: [Array]
  /// How often a stage was tried in vain in earlier rounds.
  let tries: [StageKey: Int]

  /// A round of the open stages of a plan, packed into tasks; arrays are at most so long.
  init(
    folder: String, number: Int, of plan: Plan, open: [Stage], site: SlurmSite,
    seconds: @escaping (Stage) -> Double, arraySize: Int, tries: [StageKey: Int]
  ) {
    self.folder = folder
    self.number = number
    stages = plan.stages.map(\.key)
    self.tries = tries
    self.seconds = Dictionary(uniqueKeysWithValues: open.map { ($0.key, seconds($0)) })
    let packing = SlurmPacking(open, site: site, seconds: seconds)
    var tasks: [[StageKey]] = []
    var arrays: [Array] = []
    for group in packing.groups {
      for start in stride(from: 0, to: group.tasks.count, by: arraySize) {
        let part = group.tasks[start..<min(start + arraySize, group.tasks.count)]
        arrays.append(
          Array(
            wave: group.wave, firstTask: tasks.count, taskCount: part.count,
            minutes: group.minutes, megabytes: group.megabytes))
        tasks += part.map(\.stages)
      }
    }
    self.tasks = tasks
    self.arrays = arrays
  }

  /// Reads a round from its folder; nil when it was never written whole.
  init?(in folder: String) {
    guard let json = try? StoredFile.json(at: folder + "/round.json"),
      let number = json["round"]?.integer, let stages = json["stages"],
      let tasks = json["tasks"]?.elements, let arrays = json["arrays"]?.elements
    else { return nil }
    self.folder = folder
    self.number = number
    self.stages = Self.keys(stages)
    self.tasks = tasks.map(Self.keys)
    self.arrays = arrays.compactMap(Array.init)
    seconds = Self.numbers(json["seconds"]).compactMapValues(\.number)
    tries = Self.numbers(json["tries"]).compactMapValues(\.integer)
  }

  /// As it is written.
  var json: JSON {
    .object([
      ("round", .number(number)), ("stages", Self.json(stages)),
      ("arrays", .array(arrays.map(\.json))), ("tasks", .array(tasks.map(Self.json))),
      ("seconds", Self.json(seconds.mapValues { .number(($0 * 1000).rounded() / 1000) })),
      ("tries", Self.json(tries.mapValues { .number($0) })),
    ])
  }

  private static func json(_ keys: [StageKey]) -> JSON { .array(keys.map { .string($0.hex) }) }

  private static func keys(_ json: JSON) -> [StageKey] {
    (json.elements ?? []).compactMap { $0.string.flatMap(StageKey.init(hex:)) }
  }

  private static func json(_ numbers: [StageKey: JSON]) -> JSON {
    .object(numbers.sorted { $0.key < $1.key }.map { ($0.key.hex, $0.value) })
  }

  private static func numbers(_ json: JSON?) -> [StageKey: JSON] {
    var numbers: [StageKey: JSON] = [:]
    for member in json?.members ?? [] {
      if let key = StageKey(hex: member.name) { numbers[key] = member.value }
    }
    return numbers
  }

  /// The array that a task is in.
  func array(ofTask task: Int) -> Array? { arrays.last { $0.firstTask <= task } }

  /// Where the stages of a task are written.
  func taskPath(_ task: Int) -> String { "\(folder)/tasks/\(task).json" }
  /// What a task tells.
  func journalPath(_ task: Int) -> String { "\(folder)/journal/\(task).jsonl" }
  /// How a task ended.
  func endPath(_ task: Int) -> String { "\(folder)/ended/\(task).json" }
  /// Why a node cannot run tasks, written by the job script.
  func refusalPath(_ task: Int) -> String { "\(folder)/ended/\(task).refused" }
  /// What the script of a task prints.
  func outputPath(_ task: Int) -> String { "\(folder)/output/\(task).log" }

  /// What the last job of a round is called, which goes on or writes the report.
  static let reportName = "report"
  /// What the job of an array is called.
  static func name(ofArray index: Int) -> String { "array-\(index)" }

  /// The script of a job.
  func scriptPath(_ name: String) -> String { "\(folder)/\(name).sh" }
  /// The number of the job of an array; nil when it is not known to be submitted.
  func job(ofArray index: Int) -> Int? { job(Self.name(ofArray: index)) }
  /// The number of the last job.
  var lastJob: Int? { job(Self.reportName) }

  /// Remembers the number of a job.
  func record(_ job: Int, of name: String) throws(FileError) {
    try AtomicFile.write("\(job)\n", to: "\(folder)/\(name).job")
  }

  private func job(_ name: String) -> Int? {
    FileSystem.text("\(folder)/\(name).job").flatMap { Int($0.prefix { $0.isNumber }) }
  }
}

extension SlurmRound.Array {
  /// As it is written.
  var json: JSON {
    .object([
      ("wave", .number(wave)), ("firstTask", .number(firstTask)),
      ("taskCount", .number(taskCount)), ("minutes", .number(minutes)),
      ("megabytes", .number(megabytes)),
    ])
  }

  /// Reads what was written.
  init?(_ json: JSON) {
    guard let wave = json["wave"]?.integer, let firstTask = json["firstTask"]?.integer,
      let taskCount = json["taskCount"]?.integer, let minutes = json["minutes"]?.integer,
      let megabytes = json["megabytes"]?.integer
    else { return nil }
    self.init(
      wave: wave, firstTask: firstTask, taskCount: taskCount, minutes: minutes,
      megabytes: megabytes)
  }
}

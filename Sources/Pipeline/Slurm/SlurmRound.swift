import Files
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
  /// The stages of the plan that the round is part of, and those that were stored when it began.
  let stageCount: Int
  let storedCount: Int
  /// The stages of each task.
  let tasks: [[StageKey]]
  /// The arrays, in the order of their waves.
  let arrays: [Array]
  /// How often a stage was tried in vain in earlier rounds.
  let tries: [StageKey: Int]

  /// A round of tasks that are packed; arrays are at most so long.
  init(
    folder: String, number: Int, census: Census, stageCount: Int, packing: SlurmPacking,
    arraySize: Int, tries: [StageKey: Int]
  ) {
    self.folder = folder
    self.number = number
    self.stageCount = stageCount
    storedCount = census.stored.count
    self.tries = tries
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
      let number = json["round"]?.integer, let stageCount = json["stages"]?.integer,
      let storedCount = json["stored"]?.integer, let tasks = json["tasks"]?.elements,
      let arrays = json["arrays"]?.elements
    else { return nil }
    self.folder = folder
    self.number = number
    self.stageCount = stageCount
    self.storedCount = storedCount
    self.tasks = tasks.map { task in
      (task.elements ?? []).compactMap { $0.string.flatMap(StageKey.init(hex:)) }
    }
    self.arrays = arrays.compactMap(Array.init)
    var tries: [StageKey: Int] = [:]
    for member in json["tries"]?.members ?? [] {
      if let key = StageKey(hex: member.name) { tries[key] = member.value.integer }
    }
    self.tries = tries
  }

  /// As it is written.
  var json: JSON {
    .object([
      ("round", .number(number)), ("stages", .number(stageCount)), ("stored", .number(storedCount)),
      ("arrays", .array(arrays.map(\.json))),
      ("tries", .object(tries.sorted { $0.key < $1.key }.map { ($0.key.hex, .number($0.value)) })),
      ("tasks", .array(tasks.map { .array($0.map { .string($0.hex) }) })),
    ])
  }

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

  /// The number of the job of an array; nil when it is not known to be submitted.
  func job(ofArray index: Int) -> Int? { job("array-\(index)") }
  /// The number of the last job, which goes on or writes the report.
  var lastJob: Int? { job("report") }

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

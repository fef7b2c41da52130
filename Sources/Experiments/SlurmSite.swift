import Specification

/// A Slurm cluster, and how a sweep is spread over it.
public struct SlurmSite: Described {
  /// The partition; none: the cluster's default.
  public var partition: String?
  /// The account that is charged; none: the user's default.
  public var account: String?
  /// The longest a job may run, in minutes.
  public var minutes = 240
  /// The least memory that a job asks for, in megabytes.
  public var memory = 1024
  /// The processors of a task.
  public var cpus = 1
  /// Stages that take less share a task, until it is expected to take so many seconds.
  public var taskSeconds = 120
  /// The most tasks that are waiting or running at a time.
  public var tasks = 1000
  /// The most tasks of an array that run at a time; none: as many as the cluster lets.
  public var running: Int?
  /// The most tasks of one array; none: what the cluster says.
  public var arraySize: Int?
  /// The seconds before the time limit at which a task is warned, and trainings leave a checkpoint.
  public var warning = 120
  /// Further options of `sbatch`.
  public var options: [String] = []
  /// Lines that every job script runs first.
  public var prologue: [String] = []
  /// The seconds between two looks at the queue.
  public var poll = 5

  /// A cluster that needs no describing.
  public init() {}

  public static var kind: String { "slurm" }
  public static var summary: String {
    "A Slurm cluster, for `sweep run --executor slurm`. Results do not depend on it."
  }
  public static var fields: [Field<SlurmSite>] {
    [
      Field("partition", \.partition, "The partition; left out: the cluster's default."),
      Field("account", \.account, "The account that is charged; left out: the user's default."),
      Field(
        "minutes", \.minutes,
        "The longest a job may run, in minutes; a training that takes longer goes on in another.",
        .atLeast(1)),
      Field(
        "memory", \.memory,
        "The least memory that a job asks for, in megabytes; large stages ask for more.",
        .atLeast(64)),
      Field("cpus", \.cpus, "The processors of a task.", .between(1, 1024)),
      Field(
        "taskSeconds", \.taskSeconds,
        "Short stages share a task, until it is expected to take so many seconds.",
        .atLeast(1)),
      Field(
        "tasks", \.tasks,
        "The most tasks that are in the queue at a time; more stages share a task when there would "
          + "be more.", .atLeast(1)),
      Field(
        "running", \.running,
        "The most tasks of an array that run at a time; left out: as many as the cluster lets.",
        .atLeast(1)),
      Field(
        "arraySize", \.arraySize,
        "The most tasks of one array; left out: what the cluster says.", .atLeast(1)),
      Field(
        "warning", \.warning,
        "The seconds before the time limit at which a task is warned, so that trainings leave a "
          + "checkpoint.", .between(15, 3600)),
      Field("options", \.options, "Further options of `sbatch`: `\"--qos=long\"`."),
      Field(
        "prologue", \.prologue,
        "Lines that every job script runs first: `\"module load libpng\"`."),
      Field("poll", \.poll, "The seconds between two looks at the queue.", .between(2, 600)),
    ]
  }

  /// The seconds before the end at which a job of so many minutes is warned: at most half of its time.
  public func warning(ofMinutes minutes: Int) -> Int { min(warning, minutes * 30) }

  /// Options that a sweep sets itself.
  private static let own = [
    "--array", "--chdir", "--comment", "--cpus-per-task", "--dependency", "--error", "--job-name",
    "--mem", "--no-requeue", "--open-mode", "--output", "--parsable", "--requeue", "--signal",
    "--time", "--wait",
  ]

  /// Further options must be options, each in one string, and none that a sweep sets itself.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    for option in options {
      let name = option.prefix { $0 != "=" }
      if !option.hasPrefix("-") || option.contains("\n") {
        report(
          "options", "\(Excerpt.quoted(option)) is no option of sbatch; write \"--name=value\"")
      } else if Self.own.contains(String(name)) {
        report("options", "\(name) is set by the sweep itself")
      }
    }
    if warning >= minutes * 60 {
      report("warning", "the warning would come before the job begins: \"minutes\" is \(minutes)")
    }
    for (name, value) in [("partition", partition), ("account", account)] {
      if let value, value.isEmpty || value.contains(where: { $0.isWhitespace }) {
        report(name, "\(Excerpt.quoted(value)) is no name")
      }
    }
  }
}

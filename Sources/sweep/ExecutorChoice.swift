/// Where the stages of a sweep are computed.
enum ExecutorChoice: String {
  /// In worker processes on this machine.
  case local
  /// In the jobs of a Slurm cluster.
  case slurm

  static let option = Option(
    "--executor", "NAME", "local, or slurm to send the stages to a cluster")

  /// What the arguments say.
  ///
  /// - Throws: `UsageError` for another word, and for options of the executor that was not chosen.
  init(_ arguments: Arguments) throws(UsageError) {
    let word = arguments.value(Self.option.name) ?? Self.local.rawValue
    guard let choice = Self(rawValue: word) else {
      throw UsageError("\(Self.option.name) takes local or slurm, found \"\(word)\"")
    }
    self = choice
    switch self {
    case .local:
      for option in SlurmRun.options + [SlurmRun.detach] where arguments.has(option.name) {
        throw UsageError("\(option.name) goes with --executor slurm")
      }
    case .slurm:
      for name in ["--jobs", "--threads", "--memory", "--fail-fast"] where arguments.has(name) {
        throw UsageError(
          "\(name) is for runs on this machine; the cluster is described with --slurm")
      }
    }
  }
}

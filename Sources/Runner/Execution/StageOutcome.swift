/// What became of a stage in a run.
public enum StageOutcome: Sendable, Equatable {
  /// It was stored already, or another run stored it meanwhile.
  case cached
  /// It was computed; the seconds and memory it took.
  case computed(Cost)
  /// It could not be computed.
  case failed(FailureRecord)
  /// It was not tried, because this stage, on which it depends, failed.
  case skipped(because: StageKey)
  /// The run ended before it was done.
  case stopped
  /// It is not stored, and nothing that is wanted needs it.
  case unneeded
}

/// How a run ended.
public struct RunResult: Sendable {
  /// Why a run ended before everything was tried.
  public enum Halt: Sendable, Equatable {
    /// It was asked to.
    case requested
    /// A stage failed, and the options say to end then.
    case failure(of: StageKey)
    /// The store or the workers cannot be used; the message says what to do.
    case trouble(String)
  }

  /// What became of every stage of the plan.
  public let outcomes: [StageKey: StageOutcome]
  /// Why the run ended early; nil when it did not.
  public let halt: Halt?

  /// A result.
  public init(outcomes: [StageKey: StageOutcome], halt: Halt?) {
    self.outcomes = outcomes
    self.halt = halt
  }

  /// Whether all that is wanted is stored.
  public var isComplete: Bool {
    halt == nil
      && outcomes.values.allSatisfy {
        switch $0 {
        case .cached, .computed, .unneeded: true
        case .failed, .skipped, .stopped: false
        }
      }
  }
}

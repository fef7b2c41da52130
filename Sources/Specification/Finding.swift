/// What sizes and values say about an option before anything is computed with it.
///
/// Every family whose members need something of the data says so in one requirement of its protocol, so
/// that a new member has to answer too; plans ask, and tell.
public enum Finding: Sendable, Equatable {
  /// It cannot be done, or would give numbers that mean nothing: why, and what to do.
  case refusal(String)
  /// It can be done, but is odd.
  case note(Note)

  /// Something odd.
  public static func note(
    _ kind: String, _ message: String, detail: String? = nil, cure: String
  ) -> Finding {
    .note(Note(kind, message, detail: detail, cure: cure))
  }
}

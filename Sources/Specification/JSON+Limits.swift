extension JSON {
  /// The first value that lies below so many arrays and objects; nil where none does.
  public func first(below levels: Int) -> JSON? {
    guard levels > 0 else { return self }
    for child in elements ?? members?.map(\.value) ?? [] {
      if let found = child.first(below: levels - 1) { return found }
    }
    return nil
  }

  /// The longest name that an object may have, in bytes: a path of a sweep with some 300 steps.
  public static let longestName = 1000

  /// Reports names and texts that cannot be shown on a line as they are, or are no names at all.
  ///
  /// - Parameter report: takes what is wrong, and the place.
  public func checkTexts(_ report: (_ message: String, _ location: Location?) -> Void) {
    switch value {
    case .string(let text):
      if let flaw = VisibleText.flaw(in: text) { report("this text \(flaw)", location) }
    case .array(let elements): for element in elements { element.checkTexts(report) }
    case .object(let members):
      for member in members {
        if let flaw = VisibleText.flaw(in: member.name) {
          report("this name \(flaw)", member.location)
        } else if member.name.utf8.count > Self.longestName {
          report(
            "this name has \(member.name.utf8.count) letters; at most \(Self.longestName) are read",
            member.location)
        }
        member.value.checkTexts(report)
      }
    case .null, .bool, .number: return
    }
  }
}

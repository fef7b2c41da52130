/// The options of the command line.
struct FuzzOptions {
  /// How long to go on.
  var minutes = 1.0
  /// What inputs depend on, beside their numbers.
  var seed: UInt64 = 1
  /// The only target; nil: all.
  var only: String?
  /// The target that a worker reads inputs of, the number it begins with, the seconds it has, and the
  /// file that it tells of itself in.
  var work: (target: String, first: UInt64, seconds: Double, status: String)?

  /// Reads arguments; what is not understood is left at its default.
  init(_ arguments: ArraySlice<String>) {
    var rest = arguments
    while let name = rest.popFirst() {
      switch name {
      case "--minutes": minutes = rest.popFirst().flatMap(Double.init) ?? minutes
      case "--seed": seed = rest.popFirst().flatMap(UInt64.init) ?? seed
      case "--only": only = rest.popFirst()
      case "--work":
        guard let target = rest.popFirst(), let first = rest.popFirst().flatMap(UInt64.init),
          let seconds = rest.popFirst().flatMap(Double.init), let status = rest.popFirst()
        else { return }
        work = (target, first, seconds, status)
      default: continue
      }
    }
  }
}

import Specification

/// Successive halving: all rows are trained for a few epochs, the better part for more, and only the
/// best to the end (Jamieson and Talwalkar: "Non-stochastic best arm identification and
/// hyperparameter optimization", AISTATS 2016; rungs are whole, so that workers change nothing).
public struct Halving: Described {
  /// What rows are compared by: means over the seeds, of the validation images where the dataset has some,
  /// otherwise of training itself; never of the images that are scored.
  public enum Criterion: String, Word {
    /// The loss per pixel, or per image of a classifier: less is better.
    case loss
    /// The validation accuracy of a classifier: more is better.
    case accuracy
  }

  /// The epochs after which rows are compared.
  public var rungs: [Int] = []
  /// The share of the rows that goes on after each comparison; at least one does.
  public var keep = 1.0 / 3
  /// What rows are compared by.
  public var criterion = Criterion.loss

  /// No comparison.
  public init() {}

  /// The name in a file.
  public static var kind: String { "halving" }
  /// For the schema.
  public static var summary: String {
    "Successive halving: only the better rows are trained further after each rung."
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [("rungs", [3, 9].json), ("keep", .number(0.5))]
  }
  /// The fields.
  public static var fields: [Field<Halving>] {
    [
      Field(
        "rungs", \.rungs, "The epochs after which rows are compared, in ascending order.",
        .atLeast(1), isRequired: true, isPrimary: true),
      Field(
        "keep", \.keep, "The share of the rows that goes on after each comparison.",
        .strictlyBetween(0, 1)),
      Field(
        "criterion", \.criterion,
        "What rows are compared by, on the validation images; without any, by that of training."),
    ]
  }

  /// Rungs ascend.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if rungs.isEmpty { report("rungs", "at least one rung is needed: [3, 9]") }
    if zip(rungs, rungs.dropFirst()).contains(where: { $0 >= $1 }) {
      report("rungs", "rungs are epochs in ascending order: [3, 9]")
    }
  }
}

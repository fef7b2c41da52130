import Specification

/// How far a training has come.
struct TrainingProgress {
  /// The epochs that are done.
  var epoch = 0
  /// The steps of the current epoch that are done.
  var step = 0
  /// All steps that are done.
  var steps = 0
  /// The losses of the current epoch so far.
  var sums = LossSums()
  /// The loss of the very first step.
  var firstLoss: Double?
  /// The epochs' reports.
  var history: [EpochReport] = []

  /// The loss after each epoch: on the validation set where there is one.
  var losses: [Double] { history.map { $0.validationLoss ?? $0.trainLoss } }
}

extension TrainingProgress {
  /// Every field; numbers read back as the same doubles.
  var json: JSON {
    .object([
      ("epoch", epoch.json), ("step", step.json), ("steps", steps.json),
      ("total", sums.total.json), ("penalty", sums.penalty.json), ("correct", sums.correct.json),
      ("count", sums.count.json), ("firstLoss", firstLoss.json),
      ("history", .array(history.map(\.json))),
    ])
  }

  /// Reads what `json` writes.
  init?(_ json: JSON) {
    let names = ["epoch", "step", "steps", "correct", "count"]
    let integers = names.compactMap { json[$0]?.integer }
    guard integers.count == names.count, let total = json["total"]?.number,
      let penalty = json["penalty"]?.number, let reports = json["history"]?.elements
    else { return nil }
    epoch = integers[0]
    step = integers[1]
    steps = integers[2]
    sums = LossSums(total: total, penalty: penalty, correct: integers[3], count: integers[4])
    firstLoss = json["firstLoss"]?.number
    history = reports.compactMap(EpochReport.init)
    guard history.count == reports.count else { return nil }
  }
}

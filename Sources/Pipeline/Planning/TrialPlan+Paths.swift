import Datasets
import Runner
import Specification

extension TrialPlan {
  /// Every stage with the part of the experiment that asks for it, in the order of the trial: the place
  /// of what a stage finds odd.
  var pathsOfStages: [(key: StageKey, path: JSONPath)] {
    let names = { (keys: [StageKey?], path: JSONPath) in keys.compactMap { $0 }.map { ($0, path) } }
    let path = { (name: String) in JSONPath([.name(name)]) }
    var all: [(key: StageKey, path: JSONPath)] = []
    for (split, key) in data {
      all.append((key, path("dataset").appending(split.rawValue)))
    }
    all += names([weights], path("training").appending("init"))
    all += names([train], path("training"))
    all += names(embed.values + reconstruct.values, path("model"))
    for (index, key) in reduce.enumerated() {
      all.append((key, path("reduction").appending(index)))
    }
    all += names([cluster, score, classify], path("clustering"))
    let known = Set(all.map(\.key))
    return all + names(self.all.filter { !known.contains($0) }, path("report"))
  }
}

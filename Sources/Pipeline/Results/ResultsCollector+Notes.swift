import Clustering
import Experiments
import Runner
import Specification

extension ResultsCollector {
  /// What file, data, trials and stages are odd about, then which trials failed.
  func allNotes(_ rows: [SweepResults.Row]) throws -> Notes {
    var all = plan.notes
    for trial in plan.trials where rows[trial.row].stopped == nil {
      let row = plan.sweep.rows[trial.row]
      for (key, path) in trial.pathsOfStages where failure(key) == nil {
        for var note in try notes(key) {
          note.path = path
          note.location = row.location(of: path)
          all.add(note, row: trial.row, seed: trial.seed)
        }
      }
    }
    try addSeeds(to: &all, rows)
    for (index, row) in rows.enumerated() {
      for run in row.runs {
        guard let reason = run.failure?.split(separator: "\n").first else { continue }
        all.add(
          Note(
            "trial.failed", "Trials failed and count in no mean", detail: String(reason),
            cure: "Mend what the reason names, or read their rows as those of fewer seeds"),
          row: index, seed: run.seed)
      }
    }
    return all
  }

  /// Seeds that cluster the very same samples should come to partitions of one quality.
  private func addSeeds(to all: inout Notes, _ rows: [SweepResults.Row]) throws {
    for row in plan.sweep.rows where rows[row.index].stopped == nil {
      let trials = plan.trials(of: row.index).filter { trial in
        trial.cluster.map { failure($0) == nil } ?? false
      }
      guard trials.count > 1 else { continue }
      let measured = try trials.map { trial -> [Measurement] in
        try trial.cluster.map { key in
          let file = ReportFile<ClusterReport>.cluster
          return try file.content(of: artefact(key, file.name)).measurements.list
        } ?? []
      }
      // Of seeds that chose different numbers of clusters none is worse.
      let groups = Dictionary(grouping: zip(trials, measured)) { trial, found in
        let specification = trial.cluster.flatMap { plan.plan[$0]?.specification }
        let chosen = found[.chosenClusters].map { "\($0)" } ?? ""
        return "\(specification?["samples"]?.canonical ?? "") \(chosen)"
      }
      for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
        let inertias = group.map { $0.1[.inertia] ?? $0.1[.spectralInertia] }
        guard let best = inertias.compactMap({ $0 }).min(), best > 0 else { continue }
        for ((trial, _), inertia) in zip(group, inertias) {
          guard let excess = inertia.map({ $0 / best - 1 }), excess > 1e-3 else { continue }
          all.add(
            Note(
              "kmeans.seeds", "Seeds clustered the same samples worse than another seed did",
              detail: "inertia \(Decimal.text(100 * excess, digits: 1)) % above the lowest",
              cure: "Raise \"restarts\" until the seeds agree: their spread is that of the search, "
                + "not of the data",
              at: JSONPath([.name("clustering")]),
              location: row.location(of: JSONPath([.name("clustering")]))),
            row: row.index, seed: trial.seed)
        }
      }
    }
  }
}

import Runner
import Specification

/// Why a stage has to be computed: what differs from the nearest one of its kind in the store.
public struct Explanation: Sendable {
  /// One value that differs.
  public struct Difference: Sendable, Equatable {
    /// Where it stands in the stage's specification.
    public var path: String
    /// The stored stage's value; nil where it has none.
    public var stored: String?
    /// The wanted stage's value; nil where it has none.
    public var wanted: String?
  }

  /// The stage.
  public let stage: Stage
  /// The nearest stored stage; nil when none of its kind is stored.
  public let nearest: StageKey?
  /// What differs from it.
  public let differences: [Difference]

  /// Explains each stage of a plan that is not stored.
  public static func explain(_ plan: Plan, in store: Store) -> [Explanation] {
    let missing = plan.stages.filter { !store.contains($0.key) }
    guard !missing.isEmpty else { return [] }
    let stored = store.list().compactMap { try? $0.artefact.get() }
    let candidates = Dictionary(grouping: stored, by: \.kind).mapValues { artefacts in
      artefacts.compactMap { artefact in
        (try? artefact.specification()).map { (artefact, $0.leaves.mapValues(\.canonical)) }
      }
    }
    return missing.map { Explanation($0, among: candidates[$0.kind] ?? []) }
  }

  private init(_ stage: Stage, among candidates: [(Artefact, [String: String])]) {
    self.stage = stage
    let wanted = stage.specification.leaves.mapValues(\.canonical)
    let ranked = candidates.map { artefact, stored in
      (artefact: artefact, differences: Self.differences(stored, wanted, artefact, stage))
    }
    let best = ranked.min { left, right in
      (left.differences.count, left.artefact.key) < (right.differences.count, right.artefact.key)
    }
    nearest = best?.artefact.key
    differences = best?.differences ?? []
  }

  private static func differences(
    _ stored: [String: String], _ wanted: [String: String], _ artefact: Artefact, _ stage: Stage
  ) -> [Difference] {
    var differences: [Difference] = []
    if artefact.version != stage.version {
      differences.append(
        Difference(
          path: "code version", stored: "\(artefact.version)", wanted: "\(stage.version)"))
    }
    for path in Set(stored.keys).union(wanted.keys).sorted() where stored[path] != wanted[path] {
      differences.append(Difference(path: path, stored: stored[path], wanted: wanted[path]))
    }
    return differences
  }

  /// The explanation in words.
  public var text: String {
    guard let nearest else {
      return "\(stage.title)\n  nothing of the kind \"\(stage.kind)\" is stored"
    }
    let lines = differences.map { difference in
      "  \(difference.path): \(Self.shown(difference.stored)) -> \(Self.shown(difference.wanted))"
    }
    return (["\(stage.title)", "  nearest stored stage: \(nearest.short)"] + lines)
      .joined(separator: "\n")
  }

  /// A value as it is written; of a key the first digits.
  private static func shown(_ value: String?) -> String {
    guard let value else { return "–" }
    return StageKey(hex: value.replacing("\"", with: ""))?.short ?? value
  }
}

import Experiments
import NeuralNetworks
import Pipeline
import Specification

/// The networks of a report: the first layer by layer, of the others the layers in which they differ.
struct ArchitectureSection {
  /// The networks, each with what it is called.
  private let networks: [(name: String, listing: ArchitectureListing)]
  private let hidden: Int

  /// More networks than this are not all printed.
  private static let most = 4

  /// Gathers the networks that differ.
  init(_ study: Study) {
    var found: [(row: Int, listing: ArchitectureListing)] = []
    var known: Set<String> = []
    for row in study.rows.indices {
      guard let trial = study.plan.trials(of: row).first, !trial.architecture.stacks.isEmpty else {
        continue
      }
      let listing = ArchitectureListing(trial.architecture)
      if known.insert(listing.text).inserted { found.append((row, listing)) }
    }
    let shown = found.prefix(Self.most)
    let rows = found.map(\.row)
    networks = shown.map { (study.label(of: $0.row, among: rows), $0.listing) }
    hidden = found.count - shown.count
  }

  /// What the listings are folded under.
  var summary: String {
    let sizes = networks.map { network in
      let count = "\(network.listing.parameters) parameters"
      return network.name.isEmpty ? count : "\(network.name): \(count)"
    }
    return "Layer by layer (\(sizes.joined(separator: "; ")))"
  }

  /// The listings, as Markdown; empty without a network.
  var markdown: String {
    guard let first = networks.first else { return "" }
    let blocks = networks.enumerated().map { index, network -> String in
      let name = network.name.isEmpty ? "" : "**\(Markdown.escaped(network.name))**"
      let changes = index == 0 ? nil : network.listing.changes(from: first.listing)
      let heading =
        changes == nil
        ? name : "\(name), where it differs from **\(Markdown.escaped(first.name))**"
      return (heading.isEmpty ? "" : "\(heading):\n\n")
        + Markdown.block(changes ?? network.listing.text)
    }
    let rest =
      hidden > 0 ? ["\(hidden) more differ from these only by the settings in the tables.\n"] : []
    return (blocks + rest).joined(separator: "\n")
  }
}

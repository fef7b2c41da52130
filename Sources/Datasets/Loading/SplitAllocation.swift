import Numerics
import Specification

/// Which images of which source belong to each split: ranges and limits applied, and what one split
/// takes from another taken away from it.
struct SplitAllocation {
  /// Blames a split for what its source says is wrong.
  struct Failure: Error {
    let split: SplitName
    let error: SourceError
  }

  private let seed: UInt64
  private let open: [SplitName: OpenSource]
  /// The images of each split, as indices into its source, ascending.
  private(set) var indices: [SplitName: [Int]] = [:]

  /// Allocates the images of all splits; those that hold images of their own come first, then what
  /// is taken by range, then what is taken at random from the rest.
  init(
    of specification: DatasetSpecification, open: [SplitName: OpenSource]
  ) throws(Failure) {
    seed = UInt64(max(0, specification.seed))
    self.open = open
    var taken: [(name: SplitName, source: TakenSplit)] = []
    for (name, source) in specification.splits {
      if let source = source.value as? TakenSplit {
        taken.append((name, source))
      } else if let images = open[name] {
        indices[name] = try select(
          source.value.selection, images.shape.count, images.labels?.values, for: name)
      }
    }
    let whole = indices
    for (name, source) in taken where source.fraction == nil {
      try take(name, source, from: whole[source.split] ?? [])
    }
    for (name, source) in taken where source.fraction != nil {
      try take(name, source, from: whole[source.split] ?? [])
    }
  }

  private func select(
    _ selection: Selection, _ count: Int, _ labels: [Int]?, for split: SplitName
  ) throws(Failure) -> [Int] {
    do throws(SourceError) {
      return try selection.indices(count: count, labels: labels, seed: seed, split: split)
    } catch {
      throw Failure(split: split, error: error)
    }
  }

  /// Moves images from the donor, which had `whole` before anything was taken, to a split.
  private mutating func take(
    _ name: SplitName, _ source: TakenSplit, from whole: [Int]
  ) throws(Failure) {
    let rest = indices[source.split] ?? []
    let labels = open[source.split]?.labels?.values
    let chosen: [Int]
    if let fraction = source.fraction {
      let order = Stratification.order(
        of: rest, labels: labels, seed: seed, purpose: "taken/\(name.rawValue)")
      chosen = order.prefix(Int((fraction * Double(whole.count)).rounded())).sorted()
    } else {
      var range = source.selection
      range.limit = nil
      chosen = try select(range, whole.count, nil, for: name).map { whole[$0] }
    }
    let gone = Set(chosen)
    let left = rest.filter { !gone.contains($0) }
    let problem: String? =
      if chosen.isEmpty {
        "takes no image from the \(whole.count) of \(source.split.rawValue)"
      } else if left.count != rest.count - chosen.count {
        "takes images from \(source.split.rawValue) that another split has taken"
      } else if left.isEmpty {
        "takes all images from \(source.split.rawValue), which is left with none"
      } else {
        nil
      }
    if let problem {
      let field = source.fraction == nil ? "range" : "fraction"
      throw Failure(split: name, error: SourceError(field, problem))
    }
    indices[source.split] = left
    var limit = Selection()
    limit.limit = source.selection.limit
    let labelsOfChosen = labels.map { labels in chosen.map { labels[$0] } }
    indices[name] = try select(limit, chosen.count, labelsOfChosen, for: name).map { chosen[$0] }
  }
}

/// Fair random draws from labelled images.
package enum Stratification {
  /// The images in a random order in which every beginning holds the classes in the proportions of
  /// the whole, to within one image each: cutting it anywhere gives stratified parts.
  ///
  /// Each class is shuffled; its r-th image of n then stands at (r + 1/2) / n, and all are sorted by
  /// where they stand.
  ///
  /// - Parameters:
  ///   - indices: the images to order.
  ///   - labels: the class of every image, those not in `indices` included; nil for a plain shuffle.
  ///   - seed: the seed of the draw.
  ///   - purpose: what it is for; other purposes, other orders.
  /// - Returns: the same indices, in the order found.
  package static func order(
    of indices: [Int], labels: [Int]?, seed: UInt64, purpose: String
  ) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: "stratification/\(purpose)")
    let shuffled = stream.permutation(indices.count).map { indices[$0] }
    guard let labels else { return shuffled }
    var sizes: [Int: Int] = [:]
    for index in shuffled { sizes[labels[index], default: 0] += 1 }
    var ranks: [Int: Int] = [:]
    let places = shuffled.enumerated().map { position, index in
      let label = labels[index]
      let rank = ranks[label, default: 0]
      ranks[label] = rank + 1
      let place = (Double(rank) + 0.5) / Double(sizes[label, default: 1])
      return (place: place, position: position, index: index)
    }
    return places.sorted { ($0.place, $0.position) < ($1.place, $1.position) }.map(\.index)
  }
}

import Numerics
import Specification

/// The target shares of the training images of a deep clustering, computed anew at every update.
final class ClusterTargets: TrainingCompanion {
  private let objective: ClusterAssignment
  private let images: Int
  /// The shares q at the last update: `[images, clusters]`; empty before the first.
  private var shares: [Float] = []
  /// The targets p that follow from them.
  private var targets: [Float] = []
  private var frequencies: [Float] = []
  private var labels: [Int] = []

  init(_ objective: ClusterAssignment, images: Int) {
    self.objective = objective
    self.images = images
  }

  /// Takes the weights of the autoencoder and the centres; without them the weights stay as they were
  /// drawn, and the vectors of images drawn at random are the centres.
  func begin(_ run: TrainingRun, from start: TrainingStart?) throws {
    if let start {
      let weights = try SafeTensors.decode(start.weights).weights
      let needed = run.network.tensors.filter { !$0.name.hasPrefix("clusters.") }
      let faults = weights.misfits(
        needed.map { ($0.name, $0.specification.shape) }, allowsOthers: true)
      guard faults.isEmpty else { throw TrainingError.misfits(faults) }
      run.network.take(weights) { !$0.hasPrefix("clusters.") }
    }
    guard let layer = run.network.softAssignment else { return }
    let places = run.network.weights[layer.centres]
    let count = run.network.architecture.embedding.count * layer.clusters
    if let centres = start?.centres {
      guard centres.elements.count == count else {
        throw TrainingError.weights("the centres are not those of \(layer.clusters) clusters")
      }
      for (index, value) in centres.elements.enumerated() { places.base[index] = value }
      return
    }
    var random = RandomStream(seed: run.trainer.seed, purpose: "centres")
    let drawn = Set(random.permutation(images).prefix(layer.clusters))
    var next = 0
    passOverImages(run) { network, first, pass, vectors in
      let size = network.architecture.embedding.count
      for row in 0..<pass.count where drawn.contains(first + row) {
        // The pass reads the centres too, but their shares are not looked at.
        (places.base + next * size).update(from: vectors.base + row * size, count: size)
        next += 1
      }
    }
  }

  /// Computes shares and targets anew where it is time; true when too few images changed their cluster.
  func update(_ run: TrainingRun) -> Bool {
    guard run.progress.steps % objective.updateInterval == 0,
      let layer = run.network.softAssignment
    else { return false }
    let before = labels
    var shares = Array(repeating: Float(0), count: images * layer.clusters)
    passOverImages(run) { network, first, pass, _ in
      let q = pass.memory[layer.shares].base
      for index in 0..<pass.count * layer.clusters {
        shares[first * layer.clusters + index] = q[index]
      }
    }
    take(shares, clusters: layer.clusters)
    guard !before.isEmpty else { return false }
    let changed = zip(before, labels).count { $0 != $1 }
    return Double(changed) < objective.tolerance * Double(images)
  }

  private func take(_ shares: [Float], clusters: Int) {
    self.shares = shares
    frequencies = (0..<clusters).map { cluster in
      let column = stride(from: cluster, to: shares.count, by: clusters)
      return Float(column.reduce(0.0) { $0 + Double(shares[$1]) })
    }
    targets = shares
    labels = (0..<images).map { image in
      let row = shares[image * clusters..<(image + 1) * clusters]
      return row.indices.max { (row[$0], $1) < (row[$1], $0) }.map { $0 - row.startIndex } ?? 0
    }
    targets.withUnsafeMutableBufferPointer { targets in
      guard let base = targets.baseAddress else { return }
      for image in 0..<images {
        shares.withUnsafeBufferPointer { shares in
          guard let q = shares.baseAddress else { return }
          TargetShares.sharpen(
            q + image * clusters, frequencies, clusters, to: base + image * clusters)
        }
      }
    }
  }

  func setTargets(of indices: ArraySlice<Int>, in network: Network<Float>) {
    guard let layer = network.softAssignment, !targets.isEmpty else { return }
    let pass = network.pass(count: indices.count)
    let (places, sums) = (pass.memory[layer.targets].base, pass.memory[layer.frequencies].base)
    for (index, value) in frequencies.enumerated() { sums[index] = value }
    for (row, image) in indices.enumerated() {
      for cluster in 0..<layer.clusters {
        places[row * layer.clusters + cluster] = targets[image * layer.clusters + cluster]
      }
    }
  }

  /// Embeds all images and shares them out among the centres, weights standing still.
  private func passOverImages(
    _ run: TrainingRun,
    _ body: (Network<Float>, _ first: Int, Pass<Float>, _ vectors: Numbers<Float>) -> Void
  ) {
    let network = run.network
    let indices = Array(0..<images)
    let size = network.architecture.input.count
    for start in stride(from: 0, to: images, by: network.batch) {
      let batch = indices[start..<min(images, start + network.batch)]
      run.data.fill(
        batch,
        into: UnsafeMutableBufferPointer(start: network.input.base, count: batch.count * size))
      let pass = network.pass(count: batch.count)
      body(network, start, pass, network.forward(pass, stackCount: 2))
    }
  }

  private static var name: String { "companion.shares" }

  var tensors: [Weights.Tensor] {
    guard !shares.isEmpty else { return [] }
    return [
      Weights.Tensor(name: Self.name, shape: [images, shares.count / images], values: shares)
    ]
  }

  func restore(_ weights: Weights, in network: Network<Float>) {
    guard let tensor = weights[Self.name], tensor.shape.count == 2 else { return }
    take(tensor.values, clusters: tensor.shape[1])
    setTargets(of: [], in: network)
  }
}

extension Network {
  /// The layer that shares vectors out among clusters, where there is one.
  var softAssignment: SoftAssignmentOperation<T>? {
    stacks.lazy.compactMap { $0.first(SoftAssignmentOperation<T>.self) }.first
  }
}

import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Runner
import Specification

extension TrialPlanner {
  /// Plans the training that another begins from, and the clusters of what it embeds the training images
  /// as; a plain autoencoder of the same training shares the stage.
  mutating func planPretraining(_ pretraining: Pretraining, for stage: inout TrainStage)
    throws(Problem)
  {
    guard let shape = Shape(dataset.shape) else { return }
    let split = try dataset.split(.train, neededBy: row)
    let facts = try sampleFacts(.train, columns: architecture.embedding.count)
    let clusterer = KMeans(clusters: pretraining.clusters, restarts: pretraining.restarts)
    weigh(
      clusterer.findings(on: facts, classes: nil),
      at: JSONPath([.name("model"), .name("clusters")]))
    let first: Architecture
    do {
      first = try pretraining.model.value.architecture(for: shape, classes: nil)
    } catch {
      throw Problem("\(error)", at: JSONPath([.name("model")]), location: nil)
    }
    checkPretraining(pretraining.training, of: first, images: split)
    let sized = SizedArchitecture(first)
    var training = TrainStage()
    training.model = pretraining.model
    training.training = pretraining.training
    training.data = stage.data
    training.validation = stage.validation
    training.scale = dataset.scale
    training.seed = seed
    let images = split.count
    let cost = CostModel.training(sized, pretraining.training, images: images)
    let weights = add(training.stage("train \(pretraining.model.kind)", of: name, cost: cost))
    var reference = ModelReference()
    reference.model = pretraining.model
    reference.training = StageReference(weights)
    reference.scale = dataset.scale
    var embed = EmbedStage()
    embed.model = reference
    embed.data = stage.data
    let vectors = add(
      embed.stage(
        "embed train images", of: name, cost: CostModel.inference(sized, images: images)))
    var clusters = ClusterStage()
    clusters.clusterer = OneOf(clusterer)
    clusters.samples = StageReference(vectors)
    clusters.seed = seed
    let key = add(
      clusters.stage(
        "first centres by k-means", of: name,
        cost: Cost(clusterer.work(on: facts, classes: nil))))
    stage.pretrained = StageReference(weights)
    stage.clusters = StageReference(key)
  }
}

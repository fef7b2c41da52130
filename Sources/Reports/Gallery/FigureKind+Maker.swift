import Experiments

extension FigureKind {
  /// What draws the figures of this kind: a kind without a maker does not compile.
  var maker: any PictureMaker.Type {
    switch self {
    case .bars: BarPictures.self
    case .heatMap: HeatMapPictures.self
    case .lines: LinePictures.self
    case .search: SearchPictures.self
    case .clusterChoice: ClusterChoicePictures.self
    case .curves: CurvePictures.self
    case .checkpoints: CheckpointPictures.self
    case .eigenimages: EigenimagePictures.self
    case .scree: ScreePictures.self
    case .embedding: EmbeddingPictures.self
    case .layers: LayerPictures.self
    case .confusion: ConfusionPictures.self
    case .reconstructions: ReconstructionPictures.self
    case .gallery: ManyReconstructionPictures.self
    case .interpolation: InterpolationPictures.self
    case .clusters: ClusterPictures.self
    case .dendrogram: DendrogramPictures.self
    case .filters: FilterPictures.self
    case .examples: ExamplePictures.self
    }
  }
}

import Datasets
import Specification

/// What a report shows beyond what suits every experiment.
public struct ReportOptions: Described {
  /// The figures; none: those that suit the experiment.
  public var figures: [FigureKind]?
  /// What figures are written as; the report shows the first.
  public var formats = [FigureFormat.png]
  /// The images to show beside their reconstructions, by their number in the split, from 1.
  public var images: [Int]?
  /// The split that `images` counts in.
  public var imagesFrom = SplitName.test
  /// How scatter plots bring the representation to two dimensions.
  /// None: PCA, and t-SNE where there are many classes.
  public var projections: [Projection]?
  /// The layers whose activations are shown, as `encoder.0`; none: convolutions, poolings and linear
  /// layers.
  public var layers: [String]?
  /// The row that others are compared with, by its label; none: the first.
  public var baseline: String?
  /// The font of characters that the built-in typeface lacks; none: those of the system.
  public var font: FontChoice?
  /// Who hands the report in.
  public var author: String?
  /// When, as the author writes it.
  public var date: String?
  /// What comes before the results: Markdown, or the name of a Markdown file.
  public var introduction: String?
  /// What comes after them.
  public var discussion: String?
  /// Captions of figures and tables in the author's words, by their names.
  public var captions: [String: String] = [:]
  /// Headings, titles of figures, and the words "Figure" and "Table" in the author's language.
  public var headings: [String: String] = [:]

  /// Everything as suits the experiment.
  public init() {}

  public static var kind: String { "report" }
  public static var summary: String { "What the report shows." }
  public static var fields: [Field<ReportOptions>] {
    [
      Field("figures", \.figures, "The figures; left out: those that suit the experiment."),
      Field(
        "format", \.formats,
        "What figures are written as; the report shows the first that is written here."),
      Field(
        "images", \.images, "The images shown beside their reconstructions, counted from 1.",
        .atLeast(1)),
      Field("imagesFrom", \.imagesFrom, "The split that `images` counts in."),
      Field(
        "projections", \.projections,
        "The reductions that bring images to two dimensions for scatter plots; left out: PCA, and t-SNE "
          + "where there are more than 3 classes and no more than 5000 images."),
      Field(
        "layers", \.layers,
        "The layers whose activations are shown; left out: convolutions, poolings, linear layers."),
      Field("baseline", \.baseline, "The label of the row that others are compared with."),
      Field("author", \.author, "Who hands the report in."),
      Field("date", \.date, "When, as it shall be written; left out: nothing is written."),
      Field(
        "introduction", \.introduction,
        "What comes before the results: Markdown, or the name of a file that ends in `.md`. "
          + "Numbers are quoted from the results, as `{{accuracy of \"latent 32\"}}`, "
          + "`{{mean accuracy of \"latent 32\"}}`, "
          + "`{{difference in accuracy of \"latent 32\" to \"pixels\"}}`, "
          + "`{{seeds of \"latent 32\"}}`; figures and tables are referred to as "
          + "`{{figure embedding}}` and `{{table results}}`."),
      Field(
        "discussion", \.discussion, "What comes after the figures, written as the introduction is."),
      Field(
        "captions", \.captions,
        "Captions in your words, by figure, or by table (`results`, `effects`, `differences`)."),
      Field(
        "headings", \.headings,
        "Headings in your words, by section (`introduction`, `results`, `effects`, `figures`, "
          + "`discussion`, `method`, `reproduce`, `notes`) or by figure; `figure` and `table` are the "
          + "words before their numbers."),
      Field(
        "font", \.font,
        "The font of characters that the built-in typeface lacks, as those of Chinese; left out, or "
          + "where it lacks them too: the fonts of the system."),
    ]
  }

  /// Figures are written as something, and as each thing once; projections end in the plane; names are of
  /// what a report has.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if formats.isEmpty { report("format", "figures are written as \"png\", \"svg\" or both") }
    if Set(formats).count != formats.count { report("format", "a format is written twice") }
    for fault in Projection.faults(in: projections ?? []) { report("projections", fault) }
    checkNames(report)
  }
}

/// A font in a file.
public struct FontChoice: Described {
  /// The file: TrueType or OpenType.
  public var path = ""
  /// Which font of a collection, from 0.
  public var index = 0

  /// No file.
  public init() {}

  public static var kind: String { "font" }
  public static var summary: String {
    "A TrueType or OpenType font with outlines (`.ttf`, `.otf`, or one of a `.ttc`)."
  }
  public static var example: [(String, JSON)] {
    [("path", .string("fonts/NotoSansCJK-Regular.ttc")), ("index", .number(2))]
  }
  public static var fields: [Field<FontChoice>] {
    [
      Field("path", \.path, "The file.", isRequired: true, isPrimary: true),
      Field("index", \.index, "Which font of a collection.", .between(0, 511)),
    ]
  }
}

/// What a figure is written as.
public enum FigureFormat: String, Word {
  /// Pixels, two to a point.
  case png
  /// Shapes, letters as outlines.
  case svg
}

/// A figure that a report can hold, in the order of a report.
public enum FigureKind: String, Word {
  /// The number that rows are ranked by, of every row with its spread over seeds.
  case bars
  /// The same over two swept axes.
  case heatMap
  /// The same against a swept number, with intervals.
  case lines
  /// The same against each setting that a search draws.
  case search
  /// What every number of clusters is worth, where rows let it be chosen.
  case clusterChoice
  /// Loss, and accuracy of a classifier, against the epoch.
  case curves
  /// Reconstruction error and validation accuracy at checkpoints, on two axes.
  case checkpoints
  /// The mean image and the leading principal components as images.
  case eigenimages
  /// The variance explained by each principal component.
  case scree
  /// The representation in two dimensions by true label, beside the same by predicted label.
  case embedding
  /// Every layer's activations in two dimensions.
  case layers
  /// Predicted against true classes.
  case confusion
  /// Images above their reconstructions.
  case reconstructions
  /// Many reconstructions in one grid.
  case gallery
  /// Images decoded on the way between two latent vectors.
  case interpolation
  /// The images nearest to each cluster centre, and the most doubtful.
  case clusters
  /// The top merges of an agglomerative clustering.
  case dendrogram
  /// The filters of the first layer.
  case filters
  /// Some images of each class.
  case examples
}

/// How far metrics may move before `sweep regress` fails.
public struct RegressionOptions: Described {
  /// Tolerances by metric, as `accuracy`.
  public var tolerances: [String: Tolerance] = [:]
  /// The tolerance of every other headline metric.
  public var other = Tolerance()

  /// Metrics must not move at all beyond rounding.
  public init() {}

  public static var kind: String { "regression" }
  public static var summary: String { "How far a metric may move before `sweep regress` fails." }
  public static var example: [(String, JSON)] {
    let accuracy = JSON.object([("absolute", .number(0.005)), ("better", .string("higher"))])
    return [
      ("tolerances", .object([("accuracy", accuracy)])),
      ("other", .object([("relative", .number(0.02))])),
    ]
  }
  public static var fields: [Field<RegressionOptions>] {
    [
      Field("tolerances", \.tolerances, "Tolerances by metric; a metric that is named is guarded."),
      Field("other", \.other, "The tolerance of every other headline metric."),
    ]
  }
}

/// How far one metric may move in its bad direction; it is the largest of the three that counts.
public struct Tolerance: Described {
  /// Which way a metric should go.
  public enum Direction: String, Word {
    /// Less is a regression.
    case higher
    /// More is a regression.
    case lower
    /// Any change is a regression.
    case same
  }

  /// In the metric's own unit.
  public var absolute = 0.0
  /// As a part of the old value.
  public var relative = 0.0
  /// In standard deviations over the seeds.
  public var deviations = 0.0
  /// Which way is better; none: what is usual for the metric.
  public var better: Direction?

  /// No tolerance.
  public init() {}

  public static var kind: String { "tolerance" }
  public static var summary: String {
    "How far a metric may move; the largest of the three allowances counts."
  }
  public static var fields: [Field<Tolerance>] {
    [
      Field("absolute", \.absolute, "In the metric's own unit.", .atLeast(0), isPrimary: true),
      Field("relative", \.relative, "As a part of the old value.", .atLeast(0)),
      Field("deviations", \.deviations, "In standard deviations over the seeds.", .atLeast(0)),
      Field("better", \.better, "Which way is better; left out: what is usual for the metric."),
    ]
  }
}

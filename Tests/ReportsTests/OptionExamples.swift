/// Experiments for options that show themselves only among certain others: each with values of which no
/// two give the same.
///
/// `@` stands where the value goes. Members that are left out are those of `OptionExamples.usual`.
enum OptionExamples {
  /// What an example changes: members of the experiment, and values for the place marked `@`.
  typealias Example = (members: String, values: [String])

  /// The members that an example may leave out.
  static let usual = [
    ("title", #""Options""#),
    (
      "dataset",
      """
      { "train": { "images": "train.npy", "labels": "train-labels.npy" },
        "test": { "images": "test.npy", "labels": "test-labels.npy" } }
      """
    ),
    ("model", #""pixels""#),
    ("training", #"{ "epochs": 2, "batchSize": 8 }"#),
    ("reduction", #"[{ "pca": { "dimensions": 3 } }]"#),
    ("clustering", #"{ "kmeans": 2 }"#),
  ]

  /// By the kind and name of the option.
  static let byOption: [String: Example] = [
    sources, divided, fewLabels, layers, lateComers, others,
  ].reduce(
    into: [:]) {
      all, part in
      all.merge(part) { $1 }
    }

  private static func source(_ train: String) -> String {
    #""dataset": { "train": \#(train), "test": { "from": "train", "fraction": 0.25 } }"#
  }

  private static let sources: [String: Example] = [
    "dataset.train": (#""dataset": { "train": @ }, "evaluation": { "split": "train" }"#, files),
    "dataset.validation": (
      #"\#(source(files[0])), "evaluation": { "split": "validation" }"#
        .replacing(#""test""#, with: #""validation": @, "test""#), Array(files.suffix(2))
    ),
    "dataset.test": (#""dataset": { "train": \#(files[0]), "test": @ }"#, Array(files.suffix(2))),
    "dataset.fit": (fitted(#""fit": @"#), [#""crop""#, #""pad""#, #""stretch""#]),
    "dataset.filter": (fitted(#""filter": @"#), [#""bilinear""#, #""lanczos""#]),
    "folder.folder": (source(#"{ "folder": @ }"#), [#""classes""#, #""others""#]),
    "folder.labels": (
      source(#"{ "folder": "flat", "labels": @ }"#), [#""labels.csv""#, #""swapped.csv""#]
    ),
    "folder.fileColumn": (
      source(#"{ "folder": "flat", "labels": "labels.csv", "fileColumn": @ }"#),
      [#""file""#, #""other""#]
    ),
    "folder.labelColumn": (
      source(#"{ "folder": "flat", "labels": "labels.csv", "labelColumn": @ }"#),
      [#""label""#, #""mark""#]
    ),
    "folder.range": (source(#"{ "folder": "classes", "range": @ }"#), ["[0, 20]", "[10, 30]"]),
    "folder.limit": (source(#"{ "folder": "classes", "limit": @ }"#), ["16", "20"]),
    "cifar10.files": (
      source(#"{ "cifar10": @ }"#),
      [#""cifar.bin""#, #""other.bin""#, #"["cifar.bin", "other.bin"]"#]
    ),
    "cifar10.range": (source(#"{ "cifar10": "cifar.bin", "range": @ }"#), ["[0, 12]", "[4, 16]"]),
    "cifar10.limit": (source(#"{ "cifar10": "cifar.bin", "limit": @ }"#), ["12", "16"]),
    "cifar100.files": (source(#"{ "cifar100": @ }"#), [#""hundred.bin""#, #""thousand.bin""#]),
    "cifar100.labels": (
      source(#"{ "cifar100": "hundred.bin", "labels": @ }"#), [#""fine""#, #""coarse""#]
    ),
    "cifar100.range": (
      source(#"{ "cifar100": "hundred.bin", "range": @ }"#), ["[0, 12]", "[4, 16]"]
    ),
    "cifar100.limit": (source(#"{ "cifar100": "hundred.bin", "limit": @ }"#), ["12", "16"]),
    "synthetic.subject": (
      source(#"{ "synthetic": @, "count": 20, "size": 8 }"#),
      [#""faces-vs-scenes""#, #""faces""#, #""scenes""#]
    ),
    "synthetic.count": (source(#"{ "synthetic": "faces", "count": @, "size": 8 }"#), ["20", "24"]),
    "synthetic.size": (source(#"{ "synthetic": "faces", "count": 20, "size": @ }"#), ["8", "9"]),
    "synthetic.seed": (
      source(#"{ "synthetic": "faces", "count": 20, "size": 8, "seed": @ }"#), ["0", "1"]
    ),
    "synthetic.range": (
      source(#"{ "synthetic": "faces", "count": 30, "size": 8, "range": @ }"#),
      ["[0, 20]", "[10, 30]"]
    ),
    "synthetic.limit": (
      source(#"{ "synthetic": "faces", "count": 30, "size": 8, "limit": @ }"#), ["16", "20"]
    ),
    "from.range": (
      #""dataset": { "train": \#(files[0]), "test": { "from": "train", "range": @ } }"#,
      ["[0, 20]", "[10, 30]"]
    ),
  ]

  private static func parts(_ train: String, _ test: String) -> Example {
    (
      #""dataset": { "train": \#(train), "test": { \#(test), "parts": @ } }"#,
      [#"{ "public": 0.5, "private": 0.5 }"#, #"{ "public": 0.25, "private": 0.75 }"#]
    )
  }

  private static let divided: [String: Example] = [
    "images.parts": parts(files[0], #""images": "test.npy", "labels": "test-labels.npy""#),
    "folder.parts": parts(#"{ "folder": "classes" }"#, #""folder": "others""#),
    "cifar10.parts": parts(#"{ "cifar10": "cifar.bin" }"#, #""cifar10": "other.bin""#),
    "cifar100.parts": parts(#"{ "cifar100": "hundred.bin" }"#, #""cifar100": "thousand.bin""#),
    "synthetic.parts": parts(
      #"{ "synthetic": "faces-vs-scenes", "count": 20, "size": 8 }"#,
      #""synthetic": "faces-vs-scenes", "count": 20, "size": 8"#),
    "from.parts": parts(files[0], #""from": "train", "fraction": 0.25"#),
  ]

  private static let files = ["train", "test", "other"].map {
    #"{ "images": "\#($0).npy", "labels": "\#($0)-labels.npy" }"#
  }

  /// Images of other proportions than they are brought to.
  private static func fitted(_ member: String) -> String {
    """
    "dataset": { "train": \(files[0]), "test": \(files[1]), "resize": [6, 4], \(member) }
    """
  }

  private static func encoder(_ layers: String) -> String {
    """
    "model": { "autoencoder": { "encoder": [\(layers)], "latent": 3,
      "decoder": [{ "linear": 64 }, { "unflatten": [8, 8, 1] }] } }
    """
  }

  private static let layers: [String: Example] = [
    "autoencoder.encoder": (
      encoder("@"), [#""flatten""#, #""flatten", "relu""#, #"{ "conv": 2, "kernel": 3 }, "relu""#]
    ),
    "autoencoder.decoder": (
      #""model": { "autoencoder": { "encoder": ["flatten", { "linear": 8 }, "relu"], "latent": 3, "decoder": @ } }"#,
      [#""mirror""#, #"[{ "linear": 64 }, "tanh", { "unflatten": [8, 8, 1] }]"#]
    ),
    "variationalAutoencoder.encoder": (
      #""model": { "variationalAutoencoder": { "encoder": @, "latent": 3, "decoder": [{ "linear": 64 }, { "unflatten": [8, 8, 1] }] } }"#,
      [#"["flatten"]"#, #"["flatten", { "linear": 8 }, "relu"]"#]
    ),
    "variationalAutoencoder.decoder": (
      #""model": { "variationalAutoencoder": { "encoder": ["flatten", { "linear": 8 }, "relu"], "latent": 3, "decoder": @ } }"#,
      [#""mirror""#, #"[{ "linear": 64 }, "tanh", { "unflatten": [8, 8, 1] }]"#]
    ),
    "classifier.layers": (
      #""model": { "classifier": { "layers": @ } }, "reduction": []"#,
      [#"["flatten", { "linear": 2 }]"#, #"["flatten", { "linear": 4 }, "relu", { "linear": 2 }]"#]
    ),
    "convTranspose.channels": (encoder(#"{ "convTranspose": @, "kernel": 3 }"#), ["1", "2"]),
    "convTranspose.kernel": (
      encoder(#"{ "convTranspose": 1, "kernel": @ }"#), ["2", "3", "[2, 3]"]
    ),
    "convTranspose.stride": (
      encoder(#"{ "convTranspose": 1, "kernel": 3, "stride": @ }"#), ["1", "2"]
    ),
    "convTranspose.padding": (
      encoder(#"{ "convTranspose": 1, "kernel": 3, "padding": @ }"#), ["0", "1"]
    ),
    "convTranspose.outputPadding": (
      encoder(#"{ "convTranspose": 1, "kernel": 3, "stride": 2, "outputPadding": @ }"#), ["0", "1"]
    ),
    "convTranspose.bias": (
      encoder(#"{ "convTranspose": 1, "kernel": 3, "bias": @ }"#), ["true", "false"]
    ),
    "unflatten.shape": (
      encoder(#""flatten", { "unflatten": @ }, { "conv": 2, "kernel": 2 }"#),
      ["[8, 8, 1]", "[4, 4, 4]", "[4, 16, 1]"]
    ),
    "maxPool.padding": (encoder(#"{ "maxPool": 3, "padding": @ }"#), ["0", "1"]),
    "averagePool.padding": (encoder(#"{ "averagePool": 3, "padding": @ }"#), ["0", "1"]),
    "upsample.factor": (encoder(#"{ "upsample": @ }"#), ["1", "2", "[1, 2]"]),
    "residual.layers": (
      encoder(#"{ "residual": @ }"#),
      [#"["relu"]"#, #"[{ "conv": 1, "kernel": 3, "padding": 1 }]"#]
    ),
    "residual.shortcut": (
      encoder(#"{ "residual": ["relu"], "shortcut": @ }"#), ["[]", #"["tanh"]"#]
    ),
  ]

  /// How another experiment trains it, in two rows.
  static func pretraining(_ epochs: Int) -> String {
    """
    "training": { "epochs": \(epochs), "batchSize": 8 },
    "sweep": { "variants": { "a": {}, "b": { "training.batchSize": 4 } } }
    """
  }

  static let dense = """
    "model": { "autoencoder": { "encoder": ["flatten", { "linear": 6 }, "relu"], "latent": 3 } }
    """

  private static func draws(_ members: String) -> String {
    #""sweep": { "random": { \#(members) } }"#
  }

  /// Losses that want an output between 0 and 1, views of images, weights of another experiment.
  private static let bounded =
    #""model": { "autoencoder": { "encoder": ["flatten"], "latent": 3, "decoder": [{ "linear": 64 }, "sigmoid", { "unflatten": [8, 8, 1] }] } }"#
  private static let classifier =
    #""model": { "classifier": { "layers": ["flatten", { "linear": 4 }, "relu", { "linear": 2 }] } }, "reduction": []"#

  private static func contrastive(_ encoder: String, _ views: String) -> String {
    """
    "model": { "contrastive": { "encoder": \(encoder), "projection": [8, 4], "objective": "simclr",
      "views": \(views) } }, "reduction": []
    """
  }

  private static func idec(_ members: String) -> String {
    """
    "model": { "deepClustering": { "method": "idec", \(members), "latent": 3, "clusters": 2,
      "pretrain": { "epochs": 2, "batchSize": 8 } } }
    """
  }

  private static func transfer(_ members: String) -> String {
    #"\#(dense), "training": { "epochs": 1, "init": { \#(members) } }"#
  }

  /// A classifier of so many classes whose training images keep `@` of their labels.
  private static func labelled(_ train: String, _ test: String, classes: Int = 2) -> Example {
    (
      """
      "model": { "classifier": { "layers": ["flatten", { "linear": 4 }, "relu", { "linear": \(classes) }] } },
      "reduction": [], "dataset": { "train": { \(train), "labelled": @ }, "test": \(test) }
      """, classes == 2 ? ["4", "10"] : ["10", "15"]
    )
  }

  private static let fewLabels: [String: Example] = [
    "folder.labelled": labelled(#""folder": "classes""#, #"{ "folder": "others" }"#),
    "cifar10.labelled": labelled(
      #""cifar10": "cifar.bin""#, #"{ "cifar10": "other.bin" }"#, classes: 10),
    "cifar100.labelled": labelled(
      #""cifar100": "hundred.bin""#, #"{ "cifar100": "thousand.bin" }"#, classes: 100),
    "synthetic.labelled": labelled(
      #""synthetic": "faces-vs-scenes", "count": 20, "size": 8"#,
      #"{ "synthetic": "faces-vs-scenes", "count": 20, "size": 8 }"#),
    "from.labelled": labelled(#""from": "test", "fraction": 0.5"#, files[0]),
  ]

  private static let lateComers: [String: Example] = [
    "bce.reduction": (
      #"\#(bounded), "training": { "epochs": 2, "batchSize": 8, "loss": { "bce": { "reduction": @ } } }"#,
      [#""mean""#, #""sum""#]
    ),
    "crossEntropy.reduction": (
      #"\#(classifier), "training": { "epochs": 2, "batchSize": 8, "optimizer": { "sgd": 0.1 }, "loss": { "crossEntropy": { "reduction": @ } } }"#,
      [#""mean""#, #""sum""#]
    ),
    "crossEntropy.smoothing": (
      #"\#(classifier), "training": { "epochs": 2, "batchSize": 8, "loss": { "crossEntropy": { "smoothing": @ } } }"#,
      ["0", "0.3"]
    ),
    "contrastive.encoder": (
      contrastive("@", #"[{ "randomResizedCrop": 0.5 }, "flip"]"#),
      [#"["flatten", { "linear": 6 }]"#, #"["flatten", { "linear": 5 }, "relu"]"#]
    ),
    "contrastive.views": (
      contrastive(#"["flatten", { "linear": 6 }]"#, "@"),
      [#"[{ "randomResizedCrop": 0.5 }]"#, #"[{ "randomResizedCrop": 0.5 }, "flip"]"#]
    ),
    "deepClustering.encoder": (
      idec(#""encoder": @"#),
      [#"["flatten", { "linear": 6 }, "relu"]"#, #"["flatten", { "linear": 5 }, "relu"]"#]
    ),
    "deepClustering.decoder": (
      idec(#""encoder": ["flatten", { "linear": 6 }, "relu"], "decoder": @"#),
      [#""mirror""#, #"[{ "linear": 64 }, "tanh", { "unflatten": [8, 8, 1] }]"#]
    ),
    "clusterChoice.choose": (
      #""clustering": { "gaussianMixture": { "clusters": { "choose": @, "to": 8 } } }"#,
      [#""silhouette""#, #""bic""#]
    ),
    "hdbscan.selection": (
      #""reduction": [], "clustering": { "hdbscan": { "minClusterSize": 3, "selection": @ } }"#,
      [#""excessOfMass""#, #""leaf""#]
    ),
    "neighbours.neighbours": (
      #""evaluation": { "probes": [{ "neighbours": @ }] }, "dataset": { "train": \#(files[2]), "test": \#(files[1]) }"#,
      ["1", "30"]
    ),
    "neighbours.distance": (
      #""evaluation": { "probes": [{ "neighbours": 9, "distance": @ }] }, "dataset": { "train": \#(files[2]), "test": \#(files[1]) }"#,
      [#""cosine""#, #""euclidean""#]
    ),
    "report.captions": (
      #""report": { "figures": ["embedding"], "captions": @ }"#,
      ["{}", #"{ "embedding": "Mine" }"#]
    ),
    "report.headings": (#""report": { "headings": @ }"#, ["{}", #"{ "results": "Mine" }"#]),
    "training.checkpoints": (
      #"\#(bounded), "training": { "epochs": 4, "batchSize": 8, "checkpoints": @ }"#,
      ["0", "[1, 2]"]
    ),
    "from.experiment": (
      transfer(#""from": @, "row": "a""#), [#""pretrain.json""#, #""longer.json""#]
    ),
    "from.row": (transfer(#""from": "pretrain.json", "row": @"#), [#""a""#, #""b""#]),
    "from.only": (
      transfer(#""from": "pretrain.json", "row": "a", "only": @"#),
      [#"["encoder"]"#, #"["decoder"]"#]
    ),
    "from.frozen": (
      transfer(#""from": "pretrain.json", "row": "a", "frozen": @"#), ["false", #"["encoder.1"]"#]
    ),
  ]

  private static let others: [String: Example] = [
    "experiment.reduction": ("\"reduction\": @", ["[]", #"[{ "pca": 2 }]"#]),
    "training.augmentation": (
      #"\#(dense), "training": { "epochs": 2, "batchSize": 8, "augmentation": @ }"#,
      ["[]", #"["flip"]"#]
    ),
    "sgd.nesterov": (
      #"\#(dense), "training": { "epochs": 2, "batchSize": 8, "optimizer": { "sgd": { "learningRate": 0.1, "momentum": 0.9, "nesterov": @ } } }"#,
      ["false", "true"]
    ),
    "file.path": (
      #"\#(dense), "training": { "epochs": 1, "init": { "file": @ } }"#,
      [#""first.safetensors""#, #""second.safetensors""#]
    ),
    "file.only": (
      #"\#(dense), "training": { "epochs": 1, "init": { "file": "first.safetensors", "only": @ } }"#,
      [#"["encoder"]"#, #"["decoder"]"#]
    ),
    "file.frozen": (
      #"\#(dense), "training": { "epochs": 1, "init": { "file": "first.safetensors", "frozen": @ } }"#,
      ["[]", #"["encoder.1"]"#]
    ),
    "spectral.restarts": (
      #""reduction": [], "clustering": { "spectral": { "clusters": 9, "neighbours": 4, "restarts": @ } }"#,
      ["1", "20"]
    ),
    "random.count": (
      draws(
        #""count": @, "parameters": { "reduction.pca.dimensions": { "integer": [1, 9] } }"#),
      ["1", "3"]
    ),
    "random.seed": (
      draws(
        #""count": 3, "seed": @, "parameters": { "reduction.pca.dimensions": { "integer": [1, 9] } }"#
      ), ["0", "1"]
    ),
    "random.parameters": (
      draws(#""count": 2, "parameters": { "reduction.pca.dimensions": @ }"#),
      [#"{ "integer": [1, 3] }"#, #"{ "integer": [5, 9] }"#]
    ),
    "sweep.grid": (
      #""sweep": { "grid": { "reduction.pca.dimensions": @ } }"#, ["[1, 2]", "[2, 3]"]
    ),
    "sweep.zip": (
      #""sweep": { "zip": { "reduction.pca.dimensions": @ } }"#, ["[1, 2]", "[2, 3]"]
    ),
    "sweep.variants": (
      #""sweep": { "variants": { "a": {}, "b": { "reduction.pca.dimensions": @ } } }"#, ["1", "2"]
    ),
    "sweep.cases": (
      #""sweep": { "cases": [{ "reduction.pca.dimensions": @ }] }"#, ["1", "2"]
    ),
    "font.path": (
      #""sweep": { "variants": { "口字": {}, "人": { "reduction.pca.dimensions": 1 } } }, "report": { "figures": ["bars"], "font": @ }"#,
      [#""quadratic.ttf""#, #""noto.otf""#]
    ),
    "report.layers": (
      #""model": { "classifier": { "layers": ["flatten", { "linear": 4 }, "relu", { "linear": 2 }] } }, "reduction": [], "report": { "figures": ["layers"], "layers": @ }"#,
      [#"["layers.1"]"#, #"["layers.1", "layers.2"]"#]
    ),
    "report.baseline": (
      #""sweep": { "variants": { "a": {}, "b": { "reduction.pca.dimensions": 1 }, "c": { "reduction.pca.dimensions": 2 } } }, "report": { "baseline": @ }"#,
      [#""a""#, #""b""#]
    ),
  ]
}

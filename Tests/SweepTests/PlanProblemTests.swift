import Clustering
import Experiments
import Specification
import TestSupport
import Testing

/// What sizes, options and values decide is told by `sweep plan`, before anything is trained.
@Suite("Mistakes that plans tell")
struct PlanProblemTests {
  private func plan(
    _ bench: SweepBench, _ settings: [String], members: String = "", text: String? = nil
  ) throws -> SweepProcess.Ending {
    let file = try bench.write(text ?? SweepBench.experiment(members: members))
    return try bench.start(["plan", file] + settings.flatMap { ["--set", $0] }).wait()
  }

  @Test(
    "a mistake is refused at its place, with what to do",
    arguments: [
      (["clustering.kmeans.clusters=41"], "41 clusters cannot be made of 40 samples"),
      (["clustering={\"spectral\":{\"clusters\":2,\"neighbours\":40}}"], "only 39 others"),
      (["clustering={\"dbscan\":0}"], "above 0"),
      (["clustering={\"dbscan\":1,\"minSamples\":41}"], "a cluster takes 41 samples, there are 40"),
      (["clustering={\"hdbscan\":41}"], "\"minClusterSize\" is 41"),
      (["clustering={\"hdbscan\":1}"], "at least 2"),
      (["reduction=[{\"umap\":2,\"neighbours\":41}]"], "joined to 41 neighbours, itself counted"),
      (["evaluation.probes=[{\"neighbours\":61}]"], "only 60 training images"),
      (["evaluation.probes=[{\"trustworthiness\":20}]"], "takes more than 40 images"),
      (
        ["evaluation.probes=[\"linear\"]", "dataset.train.labels=null"],
        "labels of the training images"
      ),
      (["evaluation.probes=[\"alignment\"]", "dataset.test.labels=null"], "have no labels"),
      (["evaluation.probes=[\"linear\"]", "evaluation.split=train"], "cannot judge by them"),
      (["evaluation.probes=[\"linear\",\"linear\"]"], "\"linear\" is written twice"),
      (["evaluation.probed=reduced"], "write \"fit\": \"train\""),
      (["reduction=[\"tsne\"]", "evaluation.fit=train"], "leave out \"fit\""),
      (["reduction=[{\"tsne\":{\"perplexity\":39}}]"], "perplexity of 39"),
      (["training.loss=crossEntropy"], "gives images back: choose \"mse\""),
      (["training.loss=bce"], "end it in a sigmoid"),
      (["training.loss=bce", "dataset.scale=[-1,1]"], "compares numbers from 0 to 1"),
      (
        ["model={\"classifier\":[\"flatten\",{\"linear\":2}]}", "training.loss=mse"],
        "needs the loss \"crossEntropy\""
      ),
      (
        [
          "model.autoencoder.encoder=[\"flatten\",{\"linear\":9},\"batchNorm\"]",
          "training.batchSize=59",
        ], "leave a last batch of one image"
      ),
      (["model=\(SweepBench.contrastive)", "training.batchSize=59"], "but the views of an image"),
      (
        ["model=\(SweepBench.contrastive)", "training.batchSize=19"],
        "20 validation images in batches of 19 leave a last batch of one image"
      ),
      (["model=\(SweepBench.contrastive)", "training.loss=mse"], "leave \"loss\" out"),
      (
        ["model=\(SweepBench.contrastive)", "training.augmentation=[\"flip\"]"],
        "are its \"views\": write it there"
      ),
      (["model=\(SweepBench.contrastive)", "model.contrastive.views=[]"], "name at least one"),
      (["clustering.clusters={\"choose\":\"bic\"}"], "k-means has no likelihood"),
      ([#"clustering.clusters={"choose":"silhouette","from":5,"to":5}"#], "more than \"from\""),
      (
        [#"clustering.clusters={"choose":"silhouette","to":41}"#],
        "41 clusters cannot be made of 40"
      ),
      (["clustering.clusters={\"chose\":\"silhouette\"}"], "did you mean \"choose\"?"),
      (["clustering.clusters={\"choose\":\"silhouete\"}"], "did you mean \"silhouette\"?"),
      (["clustering.clusters=silhouette"], "or how to choose it"),
      (
        [
          "model={\"classifier\":[{\"groupNorm\":2},\"flatten\",{\"linear\":2}]}", "reduction=[]",
          "clustering=null",
        ], "cannot divide 1 channels into 2 groups"
      ),
      (
        ["model={\"classifier\":[\"flatten\",{\"linear\":2}]}", "dataset.validation.labels=null"],
        "a classifier needs the labels of the validation images"
      ),
    ])
  func refused(settings: [String], message: String) throws {
    let run = try plan(SweepBench(), settings)
    #expect(run.code == 2 && run.errors.contains(message), "\(run.output)\(run.errors)")
    #expect(run.errors.contains("error: "))
  }

  /// Those that are told how many clusters there are.
  private static let told = Clusterers.kinds.filter {
    !(($0 as? any Clusterer.Type)?.findsTheirNumber ?? false)
  }

  @Test("no clusterer is planned without labels and clusters", arguments: told)
  func unknownClusters(kind: any Described.Type) throws {
    let splits = ["train", "validation", "test"].map { "dataset.\($0).labels=null" }
    let run = try plan(SweepBench(), splits + ["clustering={\"\(kind.kind)\":{}}"])
    #expect(run.code == 2 && run.errors.contains("\"clusters\" must say it"), "\(run.errors)")
  }

  @Test("what is odd is a note of the plan, and stops nothing")
  func noted() throws {
    let cases: [([String], String)] = [
      (
        ["model.autoencoder.output=sigmoid", "dataset.scale=[-1,1]"],
        "cannot give back all pixel values"
      ),
      (["dataset.test.images=train.npy", "dataset.test.labels=train-labels.npy"], "60 of 60"),
      (["report.figures=[\"heatMap\"]"], "The figure \"heatMap\" cannot be drawn"),
      (["reduction=[{\"pca\":8},{\"take\":8}]"], "All dimensions are kept"),
      (["training.augmentation=[\"grayscale\"]"], "\"grayscale\" changes nothing"),
      (
        ["model=\(SweepBench.contrastive)", "model.contrastive.views=[\"flip\",\"grayscale\"]"],
        "\"grayscale\" changes nothing"
      ),
      (
        ["regression.tolerances={\"classifierAccuracy\":0.1}"],
        "A tolerance is of a metric that no trial reports"
      ),
      (
        [
          "model={\"classifier\":[\"flatten\",{\"linear\":2},\"softmax\"]}", "reduction=[]",
          "clustering=null",
        ],
        "bounded before their cross entropy"
      ),
      (
        ["evaluation.split=validation", "training.earlyStopping={}"],
        "The images that are scored chose the weights"
      ),
    ]
    for (settings, message) in cases {
      let run = try plan(SweepBench(), settings)
      let lines = run.output.split(separator: "\n").filter { $0.contains(message) }
      #expect(run.code == 0 && lines.count == 1, "\(run.output)\(run.errors)")
      #expect(lines.first?.hasPrefix("note: ") ?? false)
    }
  }

  @Test(
    "halving compares only what can be compared",
    arguments: [
      (#"{ "training.loss": ["mse", "l1"] }"#, "loss", "differ in the loss (mse and l1)"),
      (#"{ "dataset.scale": [[0, 1], [-1, 1]] }"#, "loss", "differ in the scale of pixels"),
      (#"{ "training.epochs": [8, 9] }"#, "accuracy", "is no classifier"),
    ])
  func halving(grid: String, criterion: String, message: String) throws {
    let members = #"""
      , "sweep": { "grid": \#(grid), "halving": { "rungs": [2], "criterion": "\#(criterion)" } }
      """#
    let run = try plan(SweepBench(), [], members: members)
    #expect(run.code == 2 && run.errors.contains(message), "\(run.errors)")
  }

  @Test("every kind of figure that is named is drawn, or a note says why it cannot be")
  func figures() throws {
    let models = [
      SweepBench.autoencoder, #""pixels""#, #"{ "classifier": ["flatten", { "linear": 2 }] }"#,
      SweepBench.contrastive,
    ]
    for (index, model) in models.enumerated() {
      let bench = try SweepBench()
      for kind in FigureKind.allCases.map(\.rawValue) {
        let members = #", "report": { "figures": ["\#(kind)"] }"#
        var text = SweepBench.experiment(epochs: 2, model: model, members: members)
        if index == 2 {
          text = text.replacing(
            #""clustering": { "kmeans": { "clusters": 2, "restarts": 3 } }"#, with: #""seeds": [0]"#
          ).replacing(#""reduction": [{ "pca": { "dimensions": 3, "whiten": true } }],"#, with: "")
        }
        let run = try bench.sweep("run", try bench.write(text))
        #expect(run.code == 0, "\(run.errors)")
        let isDrawn = try bench.results().keys.contains { $0.hasPrefix("figures/") }
        let isNoted = run.errors.contains("The figure \"\(kind)\" cannot be drawn")
        #expect(isDrawn != isNoted, "\(kind) of model \(index): \(run.errors)")
      }
    }
  }
}

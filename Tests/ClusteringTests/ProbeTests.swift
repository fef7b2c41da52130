import Clustering
import Numerics
import Specification
import TestSupport
import Testing

/// Against scikit-learn and NumPy (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("Probes of a representation")
struct ProbeTests {
  private let fixture: JSON
  private let subject: ProbeSubject

  init() throws {
    fixture = try Fixture.json("sklearn/probes.json")
    let digits = try Fixture.json("sklearn/tsne.json")[member: "digits"].samples
    let labels = fixture[member: "labels"].integers
    var subject = ProbeSubject(samples: digits.selecting(rows: 250..<400))
    subject.labels = Array(labels[250...])
    subject.training = LabelledSamples(
      samples: digits.selecting(rows: 0..<250), labels: Array(labels[..<250]))
    self.subject = subject
  }

  private func value(_ name: String) throws -> Double {
    try #require(fixture[member: name].number)
  }

  @Test("Nearest neighbours vote as scikit-learn's do")
  func neighbours() throws {
    var compared = 0
    for expected in fixture[member: "votes"].elements ?? [] {
      var probe = NeighbourProbe()
      probe.neighbours = try #require(expected["neighbours"]?.integer)
      let word = try #require(expected["distance"]?.string)
      probe.distance = try #require(NeighbourProbe.Distance(rawValue: word))
      let result = try probe.measure(subject, seed: 0)
      #expect(result.measurements[.neighbourAccuracy] == expected["accuracy"]?.number, "\(probe)")
      compared += 1
    }
    #expect(compared == 5)
  }

  @Test("A logistic regression ends where scikit-learn's does", arguments: [0, 1, 2])
  func regression(index: Int) throws {
    let expected = try #require(fixture[member: "linear"].elements?[index])
    let penalty = try #require(expected["penalty"]?.number)
    let result = try LinearProbe(penalty: penalty).measure(subject, seed: 0)
    #expect(result.notes.isEmpty)
    #expect(result.measurements[.linearAccuracy] == expected["accuracy"]?.number)
    #expect(result.measurements[.linearPenalty] == penalty)
    let training = try #require(subject.training)
    let fit = LinearProbe.fit(to: training, penalty: penalty)
    let loss = try #require(expected["loss"]?.number)
    // Derivatives of 10^-6 leave the loss off by up to their sum of squares over twice the penalty.
    #expect(abs(fit.loss - loss) < 5e-6 * (1 + loss))
    let predicted = fit.classes(of: subject.samples)
    let same = zip(predicted, expected[member: "predicted"].integers).count { $0 == $1 }
    #expect(same == predicted.count)
  }

  @Test(
    "The penalty is chosen by validation images, or by a part of the training images by the seed")
  func penalty() throws {
    let held = try LinearProbe().measure(subject, seed: 1)
    #expect(try LinearProbe().measure(subject, seed: 1) == held)
    var watched = subject
    watched.validation = LabelledSamples(
      samples: subject.samples, labels: try #require(subject.labels))
    let chosen = try LinearProbe().measure(watched, seed: 1)
    let best = try [1, 0.1, 0.01, 0.001, 0.0001, 0.00001].map {
      try LinearProbe(penalty: $0).measure(subject, seed: 0).measurements[.linearAccuracy] ?? 0
    }.max()
    #expect(chosen.measurements[.linearAccuracy] == best)
    #expect((held.measurements[.linearAccuracy] ?? 0) > 0.8)
  }

  @Test("Trustworthiness is scikit-learn's", arguments: [0, 1, 2])
  func trustworthiness(index: Int) throws {
    let expected = try #require(fixture[member: "trustworthiness"].elements?[index])
    var reduced = ProbeSubject(samples: fixture[member: "plane"].samples)
    reduced.origin = subject.samples
    let probe = TrustworthinessProbe(neighbours: try #require(expected["neighbours"]?.integer))
    let value = try probe.measure(reduced, seed: 0).measurements[.pixelTrustworthiness]
    #expect(abs(try #require(value) - (expected["value"]?.number ?? 0)) < 1e-3)
    reduced.isOfPixels = false
    let other = try probe.measure(reduced, seed: 0).measurements
    #expect(other.map(\.metric) == [.reductionTrustworthiness] && other[0].value == value)
    reduced.samples = subject.samples
    // Ranks among equal distances are left to rounding.
    #expect(try probe.measure(reduced, seed: 0).measurements[0].value > 0.9999)
  }

  @Test("Effective rank, uniformity and alignment are NumPy's")
  func spread() throws {
    let rank = try EffectiveRankProbe().measure(subject, seed: 0).measurements[.effectiveRank]
    #expect(abs(try #require(rank) - value("effectiveRank")) < 1e-6)
    let uniformity = try UniformityProbe().measure(subject, seed: 0).measurements[.uniformity]
    #expect(abs(try #require(uniformity) - value("uniformity")) < 1e-6)
    let alignment = try AlignmentProbe().measure(subject, seed: 0).measurements[.alignment]
    #expect(abs(try #require(alignment) - value("alignment")) < 1e-6)
  }

  @Test("Every probe gives the same on 1 and 3 threads, metrics that it declares, and no NaN")
  func everyKind() throws {
    var whole = subject
    whole.origin = subject.samples
    #expect(Probes.kinds.count == 6)
    for kind in Probes.kinds {
      let probe = try #require(kind.init() as? any Probe)
      let results = try [1, 3].map { threads in
        try Parallel.$threads.withValue(threads) { try probe.measure(whole, seed: 2) }
      }
      #expect(results[0] == results[1], "\(kind.kind)")
      let declared = type(of: probe).metrics
      for measurement in results[0].measurements {
        #expect(declared.contains(measurement.metric))
        #expect(measurement.metric.unit.range.contains(measurement.value), "\(kind.kind)")
      }
      let facts = ProbeFacts(rows: 150, columns: 64, originColumns: 64, training: 250, classes: 10)
      #expect(probe.findings(on: facts).isEmpty, "\(kind.kind)")
    }
  }

  @Test("Every probe names what is missing and what is not finite")
  func missing() throws {
    for kind in Probes.kinds {
      let probe = try #require(kind.init() as? any Probe)
      if !probe.needs.isEmpty {
        #expect(throws: ProbeError.self, "\(kind.kind)") {
          try probe.measure(ProbeSubject(samples: subject.samples), seed: 0)
        }
      }
      var bad = subject
      bad.origin = subject.samples
      bad.samples[3, 5] = .nan
      #expect(throws: ProbeError.notFinite(row: 3, column: 5), "\(kind.kind)") {
        try probe.measure(bad, seed: 0)
      }
    }
  }

  @Test("A collapsed representation is probed without NaN")
  func collapsed() throws {
    var flat = subject
    flat.samples = Matrix(rows: 150, columns: 3, repeating: 2)
    flat.origin = flat.samples
    flat.training = LabelledSamples(
      samples: Matrix(rows: 250, columns: 3, repeating: 2), labels: subject.training?.labels ?? [])
    for kind in Probes.kinds {
      let probe = try #require(kind.init() as? any Probe)
      for measurement in try probe.measure(flat, seed: 0).measurements {
        #expect(measurement.value.isFinite, "\(kind.kind)")
      }
    }
  }
}

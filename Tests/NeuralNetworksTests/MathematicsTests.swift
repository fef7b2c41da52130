import NeuralNetworks
import Numerics
import Specification
import Testing

// The formulas that report R3 derives. That the first eigenvectors minimise the reconstruction error
// is a test of the library Reduction. Report R4's LSTM cell has no test: the engine has no recurrent
// layers, and a cell written out in a test would test the test.

private func probe(
  _ layers: String, _ shape: Shape, batch: Int, loss: (any Loss)? = nil,
  objective: (any Objective)? = nil
) throws -> NetworkProbe<Double> {
  let stack = try LayerStack("layers", read([OneOf<Layers>].self, layers), input: shape)
  return try NetworkProbe<Double>(
    Architecture(input: shape, stacks: [stack], objective: objective), batch: batch, loss: loss)
}

@Test("A convolution's output has (W + 2 p - k) / s + 1 columns, rounded down")
func outputSize() throws {
  for width in 1...9 {
    for kernel in 1...4 {
      for stride in 1...3 {
        for padding in 0...2 {
          var layer = Convolution()
          layer.kernel = Extent(kernel)
          layer.stride = Extent(stride)
          layer.padding = Extent(padding)
          let input = Shape.image(height: width, width: width, channels: 2)
          // Counted: positions of the kernel within the padded image.
          let expected = Swift.stride(
            from: -padding, through: width + padding - kernel, by: stride
          ).map { _ in 1 }.count
          guard expected > 0 else {
            #expect(throws: ShapeProblem.self) { try layer.output(for: input) }
            continue
          }
          #expect(
            try layer.output(for: input)
              == .image(height: expected, width: expected, channels: 1))
        }
      }
    }
  }
}

@Test("Batch norm's gradients are those derived by hand, for x, gamma and beta")
func batchNormGradients() throws {
  let count = 6
  let probe = try probe(#"["batchNorm"]"#, .vector(1), batch: count)
  let x = [0.3, -1.2, 0.8, 2.1, -0.4, 0.05]
  let dy = [1.0, -0.5, 0.25, 0.75, -1.5, 0.6]
  let gamma = 1.7
  probe[weight: 0] = gamma
  probe[weight: 1] = -0.4
  let y = probe.forward(x)
  let dx = probe.backward(dy)
  let n = Double(count)
  let mean = x.reduce(0, +) / n
  let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
  let root = (variance + 1e-5).squareRoot()
  let normalized = x.map { ($0 - mean) / root }
  let betaGradient = dy.reduce(0, +)
  let gammaGradient = zip(dy, normalized).reduce(0) { $0 + $1.0 * $1.1 }
  #expect(abs(probe.gradient(0) - gammaGradient) < 1e-14)
  #expect(abs(probe.gradient(1) - betaGradient) < 1e-14)
  for index in 0..<count {
    #expect(abs(y[index] - (gamma * normalized[index] - 0.4)) < 1e-14)
    let expected =
      gamma / (n * root) * (n * dy[index] - betaGradient - normalized[index] * gammaGradient)
    #expect(abs(dx[index] - expected) < 1e-14)
  }
}

@Test("Softmax with cross entropy has the gradient softmax minus the class")
func softmaxCrossEntropy() throws {
  let scores = [2.0, -1, 0.5, 0.1, 0.2, 3]
  let probe = try probe(
    "[]", .vector(3), batch: 2, loss: CrossEntropy(), objective: ClassRecognition(classes: 3))
  let (loss, gradient) = probe.loss(scores, classes: [2, 0])
  var expectedLoss = 0.0
  for (row, label) in [2, 0].enumerated() {
    let exponentials = scores[3 * row..<3 * row + 3].map(Elementary.exp)
    let sum = exponentials.reduce(0, +)
    expectedLoss -= Elementary.log(exponentials[label] / sum) / 2
    for column in 0..<3 {
      let expected = (exponentials[column] / sum - (column == label ? 1 : 0)) / 2
      #expect(abs(gradient[3 * row + column] - expected) < 1e-15)
    }
  }
  #expect(abs(loss - expectedLoss) < 1e-14)
}

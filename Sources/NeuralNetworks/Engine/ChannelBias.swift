import Numerics

/// The way back of a bias: its gradient is the sum of the output's over samples and pixels.
struct ChannelBias<T: Scalar> {
  let region: Region
  private let shape: Shape
  private let sums: RowSums<T>

  init(_ region: Region, _ shape: Shape, _ plan: inout Plan) {
    self.region = region
    self.shape = shape
    sums = RowSums(columns: shape.channels, &plan)
  }

  func backward(_ dy: Numbers<T>, _ pass: Pass<T>) {
    let sums = self.sums.take(pass.count * shape.positions, dy, pass)
    let gradient = pass.gradients[region]
    for channel in 0..<shape.channels { gradient.base[channel] = T(sums[channel]) }
  }
}

import CKernels
import Numerics

/// The way back of a bias: its gradient is the sum of the output's over samples and pixels.
struct ChannelBias<T: Scalar> {
  let region: Region
  private let shape: Shape
  private let sums: Region

  init(_ region: Region, _ shape: Shape, _ plan: inout Plan) {
    self.region = region
    self.shape = shape
    sums = plan.reserveDoubles(shape.channels)
  }

  func backward(_ dy: Numbers<T>, _ pass: Pass<T>) {
    let channels = shape.channels
    let sums = pass.doubles(self.sums)
    for channel in 0..<channels { sums[channel] = 0 }
    T.kernels.add_rows(pass.count * shape.positions, channels, dy.base, sums)
    let gradient = pass.gradients[region]
    for channel in 0..<channels { gradient.base[channel] = T(sums[channel]) }
  }
}

import VigilCore

extension PictureShrink {
  /// The same in the simplest arithmetic, to compare with.
  func reference(_ picture: any DecodedPicture) -> [UInt8]? {
    guard let layout = picture.planes, layout.width == width, layout.height == height else { return nil }
    var planes: [[Double]] = []
    func add(_ plane: Span<UInt8>, stride: Int, limits: ClosedRange<UInt8>, sample: (width: Int, height: Int))
    {
      planes.append(
        PlaneShrink.reference(
          plane.indices.map { plane[$0] }, stride: stride, limits: limits, width: width, height: height,
          outputWidth: outputWidth, outputHeight: outputHeight, sample: sample))
    }
    picture.withPlanes { luma, blue, red in
      add(luma, stride: layout.lumaStride, limits: Self.lumaLimits(layout), sample: (1, 1))
      add(blue, stride: layout.chromaStride, limits: 0...255, sample: (2, layout.rowsPerChromaRow))
      add(red, stride: layout.chromaStride, limits: 0...255, sample: (2, layout.rowsPerChromaRow))
    }
    let matrix = YUVMatrix(isFullRange: layout.isFullRange)
    let grey = planes[0].map { Double(matrix.grey) * ($0 - Double(matrix.black)) }
    let (blue, red) = (planes[1].map { $0 - 128 }, planes[2].map { $0 - 128 })
    let colours = [
      zip(grey, red).map { $0 + Double(matrix.redOfRed) * $1 },
      zip(zip(grey, blue), red).map {
        $0.0 - Double(matrix.greenOfBlue) * $0.1 - Double(matrix.greenOfRed) * $1
      },
      zip(grey, blue).map { $0 + Double(matrix.blueOfBlue) * $1 },
    ]
    return colours.joined().map { UInt8(min(max($0.rounded(), 0), 255)) }
  }
}

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
    let (redOfRed, blueOfBlue) = (Double(matrix.redOfRed), Double(matrix.blueOfBlue))
    let (greenOfBlue, greenOfRed) = (Double(matrix.greenOfBlue), Double(matrix.greenOfRed))
    let grey = planes[0].map { Double(matrix.grey) * ($0 - Double(matrix.black)) }
    let (blue, red) = (planes[1].map { $0 - 128 }, planes[2].map { $0 - 128 })
    let colours: [[Double]] = [
      grey.indices.map { grey[$0] + redOfRed * red[$0] },
      grey.indices.map { grey[$0] - greenOfBlue * blue[$0] - greenOfRed * red[$0] },
      grey.indices.map { grey[$0] + blueOfBlue * blue[$0] },
    ]
    return colours.joined().map { UInt8(min(max($0.rounded(), 0), 255)) }
  }
}

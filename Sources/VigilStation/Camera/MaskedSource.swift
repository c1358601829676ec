import VigilCore
package import VigilMedia
package import VigilStationConfiguration

/// The frames of a source with parts blackened before anything else sees them.
///
/// A pixel is blackened if any part of it lies in a region, so a region's edge hides rather than shows.
package struct MaskedSource<Source: FrameSource>: FrameSource {
  private let source: Source
  private let regions: [Region]

  package init(source: Source, regions: [Region]) {
    (self.source, self.regions) = (source, regions)
  }

  package var isLive: Bool { source.isLive }
  package var name: String { source.name }

  package func passingJPEGs() -> MaskedSource {
    MaskedSource(source: source.passingJPEGs(), regions: regions)
  }

  package func makeAsyncIterator() -> Iterator {
    Iterator(source: source.makeAsyncIterator(), regions: regions)
  }

  package struct Iterator: AsyncIteratorProtocol {
    private var source: Source.AsyncIterator
    private let regions: [Region]
    private var mask: PixelMask?

    fileprivate init(source: Source.AsyncIterator, regions: [Region]) {
      (self.source, self.regions) = (source, regions)
    }

    package mutating func next() async throws -> SourceElement? {
      try await next(isolation: #isolation)
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async throws -> SourceElement? {
      try await masked(source.next(isolation: actor))
    }

    private mutating func masked(_ element: SourceElement?) -> SourceElement? {
      guard case .frame(var frame) = element else { return element }
      if mask?.width != frame.width || mask?.height != frame.height {
        mask = PixelMask(regions, width: frame.width, height: frame.height)
      }
      mask?.blacken(&frame.pixels)
      return .frame(frame)
    }
  }
}

/// The pixels of a picture that regions cover, as runs of bytes.
private struct PixelMask {
  let width: Int
  let height: Int
  private var runs: [Range<Int>] = []

  /// Finds the pixels of which a corner or the middle lies in a region.
  init(_ regions: [Region], width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    func isCovered(_ column: Int, _ row: Int) -> Bool {
      let offsets = [(0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
      return regions.contains { region in
        offsets.contains { x, y in
          region.contains(
            x: (Double(column) + x) / Double(width), y: (Double(row) + y) / Double(height))
        }
      }
    }
    for row in 0..<height {
      var start: Int?
      for column in 0...width {
        let covered = column < width && isCovered(column, row)
        if covered, start == nil { start = column }
        if !covered, let first = start {
          runs.append((row * width + first) * 3..<(row * width + column) * 3)
          start = nil
        }
      }
    }
  }

  /// Makes the covered bytes zero.
  func blacken(_ pixels: inout [UInt8]) {
    for run in runs {
      for index in run { pixels[index] = 0 }
    }
  }
}

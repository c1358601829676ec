import Synchronization
import Testing
import VigilCore
import VigilMedia
import VigilPipeline
import VigilPreprocessing

/// Grey frames that count how many were asked for.
private struct CountedFrames: FrameSource {
  let count: Int
  let handedOut = Handed()
  var isLive: Bool { false }
  var name: String { "counted frames" }

  final class Handed: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .sequentiallyConsistent) }
    func add() { value.add(1, ordering: .sequentiallyConsistent) }
  }

  struct AsyncIterator: AsyncIteratorProtocol {
    let source: CountedFrames
    var index = 0

    mutating func next() async throws -> SourceElement? {
      guard index < source.count else { return nil }
      defer { index += 1 }
      source.handedOut.add()
      let pixels = [UInt8](repeating: UInt8(index), count: 3 * 128 * 96)
      return .frame(Frame(index: index, time: Double(index) / 25, width: 128, height: 96, pixels: pixels))
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: self) }
}

@Suite struct `A recorded source` {
  @Test func `is decoded one snippet ahead and no further`() async throws {
    let source = CountedFrames(count: 6 * 16)
    let handedOut = source.handedOut
    let pipeline = FeaturePipeline(source: source, extractor: try await flowExtractor(crops: .one))
    var ahead: [Int] = []
    let counts = try await pipeline.run(stop: StopRequest()) { snippet in
      ahead.append(handedOut.count - snippet.position.endFrame)
    }
    #expect(counts.snippets == 6 && counts.scoredFrames == 96)
    #expect(ahead.allSatisfy { $0 <= 16 }, "\(ahead)")
    // The room that this takes is what the memory plan says.
    let frame = 3 * 128 * 96
    #expect(try pipeline.memory(frameWidth: 128, frameHeight: 96).map(\.bytes) == [2 * 16 * frame])
  }
}

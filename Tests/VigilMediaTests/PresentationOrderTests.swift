import Testing
import VigilCore
import VigilMedia

@Suite struct `The order of packets in a file` {
  @Test func `is that of their times where pictures are not reordered`() {
    let order = PresentationOrder([0, 100, 250, 300])
    #expect(order.presentation == [0, 100, 250, 300] && order.decoding == order.presentation)
  }

  @Test func `decodes reordered pictures early enough`() {
    let order = PresentationOrder([0, 300, 100, 200, 600, 400, 500])
    #expect(order.presentation == [0, 300, 100, 200, 600, 400, 500])
    #expect(order.decoding == [-100, 0, 100, 200, 300, 400, 500])
  }

  @Test func `of one packet, or none, is simple`() {
    #expect(PresentationOrder([7]).decoding == [7])
    #expect(PresentationOrder([]).decoding.isEmpty)
  }

  @Test func `gives two pictures of one time different ticks`() {
    #expect(PresentationOrder([0, 10, 10, 10, 11]).presentation == [0, 10, 11, 12, 13])
  }

  @Test(arguments: 0..<200)
  func `always rises, and nothing is shown before it is decoded`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let ticks = (0..<Int.random(in: 1...60, using: &random)).map {
      Int64($0 * 10) + Int64.random(in: -200...200, using: &random)
    }
    let order = PresentationOrder(ticks)
    #expect(zip(order.decoding, order.decoding.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(order.decoding, order.presentation).allSatisfy { $0 <= $1 })
    #expect(Set(order.presentation).count == ticks.count)
    // No picture overtakes another.
    let before = ticks.indices.sorted { (ticks[$0], $0) < (ticks[$1], $1) }
    let after = ticks.indices.sorted { order.presentation[$0] < order.presentation[$1] }
    #expect(before == after)
  }
}

/// What waits for a channel, and what became of the rest.
public struct ChannelCounts: Hashable, Sendable {
  /// Messages that wait to be sent.
  public var waiting: Int
  /// Events and notices that were held back, and are told as one when they may be.
  public var held: Int
  /// Messages that were ever given up.
  public var lost: Int

  /// Makes counts.
  public init(waiting: Int, held: Int, lost: Int) {
    (self.waiting, self.held, self.lost) = (waiting, held, lost)
  }
}

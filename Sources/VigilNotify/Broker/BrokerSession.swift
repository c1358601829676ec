import VigilCore

/// What is published over one connection to a broker, from when it takes messages on.
struct BrokerSession {
  private let client: BrokerClient
  private let options: BrokerOptions
  private let mailbox: BrokerMailbox
  private let clocks: Clocks

  private(set) var isAccepted = false
  private let begun: Double
  private var retained = RetainedTopics()
  private var cameras: BrokerCameras
  /// What of the cameras this connection knows.
  private var version = -1
  private let command: @Sendable (ArmingCommand) -> Void
  /// Messages of ours that are not acknowledged yet, with when each was published, besides that of the outbox.
  private var unacknowledged: [Int32: Double] = [:]
  /// The message of the outbox that is on its way.
  private var delivery: (request: Int, message: Int32, deadline: Double)?

  /// The most that is on its way at a time; what has changed meanwhile waits as it is then.
  static let mostUnacknowledged = 20
  /// How much longer than a message of the outbox they may be on their way, since there may be many pictures among them.
  private static let patience = 3.0

  init(
    _ client: BrokerClient, options: BrokerOptions, mailbox: BrokerMailbox, clocks: Clocks,
    command: @escaping @Sendable (ArmingCommand) -> Void
  ) {
    (self.client, self.options, self.mailbox, self.clocks) = (client, options, mailbox, clocks)
    self.command = command
    cameras = BrokerCameras(options)
    begun = clocks.now()
  }

  /// Handles what came.
  mutating func take(_ event: BrokerClient.Event) throws(BrokerFailure) {
    switch event {
    case .accepted:
      isAccepted = true
      retained.want("online", at: options.topics.availability)
      for topics in [options.topics.availability] + cameras.subscriptions { try client.subscribe(to: topics) }
      mailbox.set(.reached)
    case .acknowledged(let number):
      unacknowledged[number] = nil
      if let delivery, delivery.message == number {
        mailbox.acknowledge(delivery.request)
        self.delivery = nil
      }
    case .received(let message):
      // The last will of a connection before this one, which the broker found dead only now.
      if message.topic == options.topics.availability, message.payload != Array("online".utf8) {
        retained.renew(options.topics.availability)
      } else if let (camera, isArmed) = cameras.take(message, &retained) {
        command(ArmingCommand(camera: camera, isArmed: isArmed, channel: options.channel))
      }
    }
  }

  /// Publishes what is due, as far as the broker keeps up.
  mutating func publish() throws(BrokerFailure) {
    let now = clocks.now()
    guard isAccepted else {
      if now - begun > options.timeout { throw BrokerFailure(reason: "no answer in time") }
      return
    }
    let oldest = unacknowledged.values.min() ?? now
    if now > delivery?.deadline ?? now || now - oldest > Self.patience * options.timeout {
      throw BrokerFailure(reason: "the broker does not acknowledge messages")
    }
    if let news = mailbox.cameras(since: &version) {
      cameras.follow(news.names, &retained)
      cameras.note(news.states, &retained)
      cameras.show(mailbox.takePictures(), &retained)
    }
    while mayPublish, let (topic, payload) = retained.next() {
      let number = try client.publish(payload, at: topic, isRetained: true)
      unacknowledged[number] = now
    }
    for (topic, payload) in cameras.dueScores(at: now) where mayPublish {
      try client.publish(payload, at: topic, qos: 0)
    }
    if delivery == nil, mayPublish, let request = mailbox.take() {
      let number = try client.publish(request.publication.payload, at: request.publication.topic)
      delivery = (request.number, number, now + options.timeout)
    }
  }

  private var mayPublish: Bool {
    unacknowledged.count < Self.mostUnacknowledged && !client.isCongested
  }

  /// Says that the station goes, as far as the broker listens within a second or two.
  mutating func end() {
    guard isAccepted,
      let number = try? client.publish(
        Array("offline".utf8), at: options.topics.availability, isRetained: true)
    else { return }
    unacknowledged = [number: clocks.now()]
    let deadline = clocks.now() + 2
    while !unacknowledged.isEmpty, clocks.now() < deadline {
      guard let events = try? client.step(mailbox.waker, milliseconds: 100) else { return }
      for case .acknowledged(let number) in events { unacknowledged[number] = nil }
    }
    client.disconnect()
    _ = try? client.step(mailbox.waker, milliseconds: 0)
  }
}

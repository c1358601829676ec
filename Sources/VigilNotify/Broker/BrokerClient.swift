import CMosquitto
import Foundation
import VigilStationConfiguration

/// One connection to a broker by libmosquitto (MQTT 3.1.1), from one thread, without a thread of the library.
///
/// A connection that has failed is of no more use: what the library would send again has its own place, the outbox.
final class BrokerClient {
  /// What came from the broker.
  enum Event {
    /// It takes messages.
    case accepted
    /// It has a message, by the number that `publish` gave.
    case acknowledged(Int32)
    case received(Received)
  }

  /// A message of a topic that was subscribed to.
  struct Received {
    var topic: String
    var payload: [UInt8]
    /// Whether the broker had kept it from before.
    var isRetained: Bool
  }

  private let handle: OpaquePointer
  private let options: BrokerOptions
  private var events: [Event] = []
  private var refusal: BrokerFailure?
  private var complaint = ""

  /// Longer payloads than what is subscribed to has are none of ours, in bytes.
  private static let longestReceived: Int32 = 256
  private static let library = mosquitto_lib_init()

  /// Prepares a connection.
  init(_ options: BrokerOptions) throws(BrokerFailure) {
    // Thread-safe, as Swift's static properties are, and done once; the library itself is not in this.
    _ = Self.library
    guard let handle = mosquitto_new(options.clientID, true, nil) else {
      throw BrokerFailure(reason: "there is no memory for a connection")
    }
    (self.handle, self.options) = (handle, options)
    mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
    setCallbacks()
    let will = Array("offline".utf8)
    try check(mosquitto_will_set(handle, options.topics.availability, Int32(will.count), will, 1, true))
    if let user = options.user {
      try check(mosquitto_username_pw_set(handle, user.revealed, options.password?.revealed))
    }
    if options.isEncrypted { try encrypt() }
  }

  deinit { mosquitto_destroy(handle) }

  private func encrypt() throws(BrokerFailure) {
    if let file = options.authorities {
      guard mosquitto_tls_set(handle, file, nil, nil, nil, nil) == 0 else {
        throw BrokerFailure(reason: "the file that ca_certificate names cannot be read: \(file)")
      }
    } else {
      try check(mosquitto_int_option(handle, MOSQ_OPT_TLS_USE_OS_CERTS, 1))
    }
    // 1: the certificate must be right. TLS 1.1 is a default of this library (2.0.11).
    try check(mosquitto_tls_opts_set(handle, 1, "tlsv1.2", nil))
  }

  private func setCallbacks() {
    mosquitto_connect_callback_set(handle) { _, object, code in
      BrokerClient.of(object) { me in
        if code == 0 { me.events.append(.accepted) } else { me.refusal = BrokerFailure(refusal: code) }
      }
    }
    mosquitto_publish_callback_set(handle) { _, object, number in
      BrokerClient.of(object) { $0.events.append(.acknowledged(number)) }
    }
    mosquitto_message_callback_set(handle) { _, object, message in
      guard let message = message?.pointee, message.payloadlen <= BrokerClient.longestReceived,
        let topic = message.topic
      else { return }
      let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
      let received = Received(
        topic: String(cString: topic), payload: Array(payload), isRetained: message.retain)
      BrokerClient.of(object) { $0.events.append(.received(received)) }
    }
    mosquitto_log_callback_set(handle) { _, object, level, text in
      guard level == MOSQ_LOG_ERR, let text else { return }
      BrokerClient.of(object) { $0.complaint = String(cString: text) }
    }
  }

  /// Connects; waits as long as the system does for a machine that does not answer.
  func connect() throws(BrokerFailure) {
    try check(mosquitto_connect(handle, options.host, options.port, BrokerOptions.keepAlive))
  }

  /// Whether something waits in the library because the broker does not read.
  var isCongested: Bool { mosquitto_want_write(handle) }

  /// Publishes a message; of QoS 1 the broker acknowledges it by the number that this gives.
  @discardableResult
  func publish(_ payload: [UInt8], at topic: String, qos: Int32 = 1, isRetained: Bool = false)
    throws(BrokerFailure) -> Int32
  {
    var number: Int32 = 0
    try check(mosquitto_publish(handle, &number, topic, Int32(payload.count), payload, qos, isRetained))
    return number
  }

  /// Asks for the messages of topics.
  func subscribe(to topics: String) throws(BrokerFailure) {
    try check(mosquitto_subscribe(handle, nil, topics, 1))
  }

  /// Says that the end is meant, so that the broker does not tell the last will.
  func disconnect() { mosquitto_disconnect(handle) }

  /// Sends and receives what there is, or waits for it.
  ///
  /// - Returns: what came.
  func step(_ waker: Waker, milliseconds: Int32) throws(BrokerFailure) -> [Event] {
    let socket = mosquitto_socket(handle)
    guard socket >= 0 else { throw failure(MOSQ_ERR_CONN_LOST.rawValue) }
    let interest = Int16(POLLIN) | (mosquitto_want_write(handle) ? Int16(POLLOUT) : 0)
    var found = [
      pollfd(fd: socket, events: interest, revents: 0),
      pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    poll(&found, 2, milliseconds)
    if found[1].revents != 0 { waker.rest() }
    // Also of a connection that has failed: reading tells how.
    if found[0].revents & ~Int16(POLLOUT) != 0 { try check(mosquitto_loop_read(handle, 1)) }
    if mosquitto_want_write(handle) { try check(mosquitto_loop_write(handle, 1)) }
    try check(mosquitto_loop_misc(handle))
    defer { events = [] }
    return events
  }

  private func check(_ code: Int32) throws(BrokerFailure) {
    let number = errno
    guard code != 0 else { return }
    if let refusal { throw refusal }
    throw failure(code, errno: number)
  }

  private func failure(_ code: some BinaryInteger, errno number: Int32 = 0) -> BrokerFailure {
    BrokerFailure(Int32(code), errno: number, complaint: complaint)
  }

  private static func of(_ object: UnsafeMutableRawPointer?, _ body: (BrokerClient) -> Void) {
    guard let object else { return }
    body(Unmanaged<BrokerClient>.fromOpaque(object).takeUnretainedValue())
  }
}

// Asks Cordon about one order and says whether it may proceed: a worked example of a client that fails closed. See
// clients/README.md for the rules it follows, which are the same in every language.
//
//   java -cp ... OrderClient --server 127.0.0.1:50061 --order order.json
import com.google.gson.JsonObject;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.RetryInfo;
import cordon.v1.Disposition;
import cordon.v1.ScreenTransactionRequest;
import cordon.v1.Screening;
import cordon.v1.ScreeningServiceGrpc;
import cordon.v1.Transaction;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

public final class OrderClient {
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 2000;
  private static final Set<String> FLAGS = Set.of("--server", "--order", "--request-id", "--deadline-ms", "--attempts",
      "--ca", "--cert", "--key", "--token-file");
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  // What the order system needs to know. Made as a HOLD: only a whole, recorded answer changes that.
  static final class Verdict {
    String disposition = "HOLD";
    boolean answered = false;
    String screening = "";
    String reason = "";
    int attempts = 0;

    boolean proceed() {
      return answered && (disposition.equals("CLEAR") || disposition.equals("NOTE"));
    }

    int exitCode() {
      if (disposition.equals("BLOCK")) {
        return 4;
      }
      if (!answered) {
        return 5;
      }
      return proceed() ? 0 : 3;
    }
  }

  // Milliseconds the server asks for; -1 when it names none, and then a refusal is final.
  private static long retryDelay(StatusRuntimeException failed) {
    byte[] bytes = failed.getTrailers() == null ? null : failed.getTrailers().get(DETAILS);
    if (bytes == null) {
      return -1;
    }
    try {
      for (Any detail : com.google.rpc.Status.parseFrom(bytes).getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return delay.getSeconds() * 1000 + delay.getNanos() / 1_000_000;
        }
      }
    } catch (InvalidProtocolBufferException unreadable) {
      return -1;
    }
    return -1;
  }

  static Verdict judge(Screening answer, String requestId) {
    Verdict verdict = new Verdict();
    verdict.screening = answer.getName();
    Disposition disposition = answer.getDisposition();
    boolean known = disposition != Disposition.UNRECOGNIZED && disposition != Disposition.DISPOSITION_UNSPECIFIED;
    if (known && disposition.getNumber() >= Disposition.HOLD.getNumber()) {
      verdict.disposition = disposition.name();
    }
    if (answer.getName().isEmpty() || answer.getRecordSha256().isEmpty() || !answer.getRequestId().equals(requestId)) {
      verdict.reason = "the answer has no record of this request";
    } else if (answer.getIncompleteCount() > 0) {
      verdict.reason = "incomplete: " + answer.getIncomplete(0).getReason();
    } else if (!known) {
      verdict.reason = "unknown disposition " + answer.getDispositionValue();
    } else {
      verdict.disposition = disposition.name();
      verdict.answered = true;
    }
    return verdict;
  }

  static Verdict screenOrder(ScreeningServiceGrpc.ScreeningServiceBlockingStub stub, ScreenTransactionRequest request,
      long deadlineMs, int attempts) throws InterruptedException {
    long pause = FIRST_PAUSE_MS;
    for (int attempt = 1;; ++attempt) {
      long asked;
      try {
        Verdict verdict = judge(
            stub.withDeadlineAfter(deadlineMs, TimeUnit.MILLISECONDS).screenTransaction(request),
            request.getRequestId());
        verdict.attempts = attempt;
        return verdict;
      } catch (StatusRuntimeException failed) {
        Status.Code code = failed.getStatus().getCode();
        asked = retryDelay(failed);
        boolean again = code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED
            || (code == Status.Code.RESOURCE_EXHAUSTED && asked >= 0);
        if (!again || attempt >= attempts) {
          Verdict verdict = new Verdict();
          verdict.attempts = attempt;
          verdict.reason = code + ": " + failed.getStatus().getDescription();
          return verdict;
        }
      }
      // Half of the pause is chance, so that many clients do not come back at the same moment.
      Thread.sleep(Math.max(asked, ThreadLocalRandom.current().nextLong(pause / 2, pause + 1)));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  private static ManagedChannel connect(Map<String, String> flags) throws IOException {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(flags.get("--server"));
    if (!flags.containsKey("--ca")) {
      return builder.usePlaintext().build();
    }
    SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(new File(flags.get("--ca")));
    if (flags.containsKey("--cert")) {
      tls.keyManager(new File(flags.get("--cert")), new File(flags.get("--key")));  // the key in PKCS #8
    }
    return builder.sslContext(tls.build()).build();
  }

  private static void usage(String why) {
    System.err.println("OrderClient: " + why + "\nusage: OrderClient --server HOST:PORT --order FILE"
        + " [--request-id UUID] [--deadline-ms 1000] [--attempts 4]"
        + " [--ca FILE [--cert FILE --key FILE]] [--token-file FILE]");
    System.exit(2);
  }

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> flags = new HashMap<>(Map.of("--deadline-ms", "1000", "--attempts", "4"));
    for (int i = 0; i < arguments.length; i += 2) {
      if (!FLAGS.contains(arguments[i]) || i + 1 == arguments.length) {
        usage("wrong option " + arguments[i]);
      }
      flags.put(arguments[i], arguments[i + 1]);
    }
    if (!flags.containsKey("--server") || !flags.containsKey("--order")) {
      usage("--server and --order are needed");
    }
    Verdict verdict = new Verdict();
    ScreenTransactionRequest request = null;
    ManagedChannel channel = null;
    try {
      // Unknown fields are an error: a misspelt one would be a fact that nobody screens.
      Transaction.Builder transaction = Transaction.newBuilder();
      JsonFormat.parser().merge(Files.readString(Paths.get(flags.get("--order"))), transaction);
      request = ScreenTransactionRequest.newBuilder()
          .setTransaction(transaction)
          .setRequestId(flags.getOrDefault("--request-id", UUID.randomUUID().toString()))
          .setExternalRef(transaction.getId())
          .build();
      channel = connect(flags);
      ScreeningServiceGrpc.ScreeningServiceBlockingStub stub = ScreeningServiceGrpc.newBlockingStub(channel);
      if (flags.containsKey("--token-file")) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + Files.readString(Paths.get(flags.get("--token-file"))).trim());
        stub = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      }
      verdict = screenOrder(stub, request, Long.parseLong(flags.get("--deadline-ms")),
          Integer.parseInt(flags.get("--attempts")));
    } catch (IOException | NumberFormatException error) {
      usage(error.toString());
    }
    JsonObject line = new JsonObject();
    line.addProperty("order", request.getTransaction().getId());
    line.addProperty("disposition", verdict.disposition);
    line.addProperty("proceed", verdict.proceed());
    line.addProperty("screening", verdict.screening);
    line.addProperty("request_id", request.getRequestId());
    line.addProperty("reason", verdict.reason);
    line.addProperty("attempts", verdict.attempts);
    System.out.println(line);
    channel.shutdownNow();
    System.exit(verdict.exitCode());
  }
}

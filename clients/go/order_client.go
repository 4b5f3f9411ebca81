// Asks Cordon about one order and says whether it may proceed: a worked example of a client that fails closed. See
// clients/README.md for the rules it follows, which are the same in every language.
//
//	order_client --server 127.0.0.1:50061 --order order.json
package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/ioutil"
	mathrand "math/rand"
	"os"
	"strings"
	"time"

	pb "cordon/v1"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

const (
	firstPause   = 100 * time.Millisecond
	longestPause = 2 * time.Second
)

var codeNames = map[codes.Code]string{
	codes.Unavailable: "UNAVAILABLE", codes.DeadlineExceeded: "DEADLINE_EXCEEDED",
	codes.ResourceExhausted: "RESOURCE_EXHAUSTED", codes.Unauthenticated: "UNAUTHENTICATED",
	codes.InvalidArgument: "INVALID_ARGUMENT", codes.AlreadyExists: "ALREADY_EXISTS",
	codes.FailedPrecondition: "FAILED_PRECONDITION",
}

// Verdict is what the order system needs to know. Its zero value holds: only a whole, recorded answer changes that.
type Verdict struct {
	Order       string `json:"order"`
	Disposition string `json:"disposition"`
	Proceed     bool   `json:"proceed"`
	Screening   string `json:"screening"`
	RequestID   string `json:"request_id"`
	Reason      string `json:"reason"`
	Attempts    int    `json:"attempts"`
	answered    bool
}

func (v Verdict) exitCode() int {
	switch {
	case v.Disposition == "BLOCK":
		return 4
	case !v.answered:
		return 5
	case v.Proceed:
		return 0
	}
	return 3
}

func judge(answer *pb.Screening, requestID string) Verdict {
	verdict := Verdict{Disposition: "HOLD", Screening: answer.GetName()}
	name, known := pb.Disposition_name[int32(answer.GetDisposition())]
	known = known && answer.GetDisposition() != pb.Disposition_DISPOSITION_UNSPECIFIED
	if known && answer.GetDisposition() >= pb.Disposition_HOLD {
		verdict.Disposition = name
	}
	switch {
	case answer.GetName() == "" || answer.GetRecordSha256() == "" || answer.GetRequestId() != requestID:
		verdict.Reason = "the answer has no record of this request"
	case len(answer.GetIncomplete()) > 0:
		verdict.Reason = "incomplete: " + answer.GetIncomplete()[0].GetReason()
	case !known:
		verdict.Reason = fmt.Sprintf("unknown disposition %d", answer.GetDisposition())
	default:
		verdict.Disposition, verdict.answered = name, true
		verdict.Proceed = name == "CLEAR" || name == "NOTE"
	}
	return verdict
}

// retryDelay is what the server asks for; false when it names none, and then a refusal is final.
func retryDelay(failed *status.Status) (time.Duration, bool) {
	for _, detail := range failed.Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			delay := info.GetRetryDelay()
			return time.Duration(delay.GetSeconds())*time.Second + time.Duration(delay.GetNanos()), true
		}
	}
	return 0, false
}

func screenOrder(stub pb.ScreeningServiceClient, request *pb.ScreenTransactionRequest, deadline time.Duration,
	attempts int, token string) Verdict {
	pause := firstPause
	for attempt := 1; ; attempt++ {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		if token != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
		}
		answer, err := stub.ScreenTransaction(ctx, request)
		cancel()
		if err == nil {
			verdict := judge(answer, request.GetRequestId())
			verdict.Attempts = attempt
			return verdict
		}
		failed := status.Convert(err)
		name, known := codeNames[failed.Code()]
		if !known {
			name = "ERROR"
		}
		asked, told := retryDelay(failed)
		again := failed.Code() == codes.Unavailable || failed.Code() == codes.DeadlineExceeded ||
			(failed.Code() == codes.ResourceExhausted && told)
		if !again || attempt >= attempts {
			return Verdict{Disposition: "HOLD", Reason: name + ": " + failed.Message(), Attempts: attempt}
		}
		// Half of the pause is chance, so that many clients do not come back at the same moment.
		wait := pause/2 + time.Duration(mathrand.Int63n(int64(pause/2)))
		if wait < asked {
			wait = asked
		}
		time.Sleep(wait)
		if pause *= 2; pause > longestPause {
			pause = longestPause
		}
	}
}

// messageCodec is for gRPC before 1.34 (Debian 12 has 1.33), whose own codec does not know messages as protoc-gen-go
// writes them today. Newer ones do without it.
type messageCodec struct{}

func (messageCodec) Name() string { return "proto" }

func (messageCodec) Marshal(message interface{}) ([]byte, error) {
	return proto.Marshal(message.(proto.Message))
}

func (messageCodec) Unmarshal(bytes []byte, message interface{}) error {
	return proto.Unmarshal(bytes, message.(proto.Message))
}

func newRequestID() string {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		fail(err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func dial(server, ca, cert, key string) (*grpc.ClientConn, error) {
	// A server that restarts is found again within the attempts, not a second later.
	quick := backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 2 * time.Second}
	options := []grpc.DialOption{
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: quick, MinConnectTimeout: time.Second}),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(messageCodec{}))}
	if ca == "" {
		return grpc.Dial(server, append(options, grpc.WithInsecure())...)
	}
	pem, err := ioutil.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, errors.New(ca + ": holds no PEM certificate")
	}
	if cert != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return grpc.Dial(server, append(options, grpc.WithTransportCredentials(credentials.NewTLS(config)))...)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "order_client:", err)
	os.Exit(2)
}

func main() {
	server := flag.String("server", "", "HOST:PORT")
	order := flag.String("order", "", "file with a cordon.v1.Transaction as JSON")
	requestID := flag.String("request-id", "", "UUID; stored with the order before the first attempt")
	deadlineMs := flag.Int("deadline-ms", 1000, "of each attempt")
	attempts := flag.Int("attempts", 4, "")
	ca := flag.String("ca", "", "PEM issuers of the server's certificate")
	cert := flag.String("cert", "", "PEM certificate of this client")
	key := flag.String("key", "", "PEM key of this client")
	tokenFile := flag.String("token-file", "", "")
	flag.Parse()
	if *server == "" || *order == "" || *deadlineMs < 1 || *attempts < 1 {
		fail(errors.New("--server and --order are needed; --deadline-ms and --attempts are at least 1"))
	}
	mathrand.Seed(time.Now().UnixNano())
	text, err := ioutil.ReadFile(*order)
	if err != nil {
		fail(err)
	}
	// Unknown fields are an error: a misspelt one would be a fact that nobody screens.
	transaction := &pb.Transaction{}
	if err := protojson.Unmarshal(text, transaction); err != nil {
		fail(fmt.Errorf("%s: %v", *order, err))
	}
	token := ""
	if *tokenFile != "" {
		bytes, err := ioutil.ReadFile(*tokenFile)
		if err != nil {
			fail(err)
		}
		token = strings.TrimSpace(string(bytes))
	}
	request := &pb.ScreenTransactionRequest{
		Transaction: transaction, RequestId: *requestID, ExternalRef: transaction.GetId()}
	if request.RequestId == "" {
		request.RequestId = newRequestID()
	}
	channel, err := dial(*server, *ca, *cert, *key)
	if err != nil {
		fail(err)
	}
	verdict := screenOrder(pb.NewScreeningServiceClient(channel), request, time.Duration(*deadlineMs)*time.Millisecond,
		*attempts, token)
	verdict.Order, verdict.RequestID = transaction.GetId(), request.RequestId
	line, err := json.Marshal(verdict)
	if err != nil {
		fail(err)
	}
	fmt.Println(string(line))
	os.Exit(verdict.exitCode())
}

package io.csgen.sink.kinesis.scripted;

import io.csgen.sink.kinesis.scripted.Wire.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A request, and what a {@link Fault} can do with it. Confined to the thread of its connection. */
final class Exchange {
    private final Channel channel;
    private final Operations operations;
    private final String operation;
    private final String requestId;
    private final Wire wire;
    private final byte[] body;
    private final Runnable effect;

    Exchange(
            Channel channel,
            Operations operations,
            String operation,
            String requestId,
            Wire wire,
            byte[] body,
            Runnable effect) {
        this.channel = channel;
        this.operations = operations;
        this.operation = operation;
        this.requestId = requestId;
        this.wire = wire;
        this.body = body;
        this.effect = effect;
    }

    /** Counts the fault: something is wrong with this request. */
    void tookEffect() {
        effect.run();
    }

    /** Does what the request asks for. */
    Answer apply() {
        return apply(EntryFault.NONE);
    }

    Answer apply(EntryFault fault) {
        return operations.perform(operation, wire, body, fault);
    }

    void answer(Refusal refusal) {
        answer(wire.answer(refusal));
    }

    void answer(Answer answer) {
        ByteBuf content = Unpooled.wrappedBuffer(answer.body());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
        addHeaders(response.headers(), answer);
        channel.writeAndFlush(response);
    }

    void answerHalf(Answer answer) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        addHeaders(head.headers(), answer);
        channel.write(head);
        channel.writeAndFlush(
                        new DefaultHttpContent(Unpooled.wrappedBuffer(answer.body(), 0, answer.body().length / 2)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void addHeaders(HttpHeaders headers, Answer answer) {
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.wire().contentType);
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        headers.set("x-amzn-RequestId", requestId);
    }

    /** Ends the connection so that the client sees a reset. */
    void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    void later(Duration delay, Runnable task) {
        channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}

import { type Fields, fieldsOf, isFields, present } from '../fields.ts';

/**
 * Metrics of an autoscaler between autoscaling/v2 and the older form that v1 carries in annotations: there a target is
 * not one value with a type, but a field for each type. A quantity that v1 cannot leave out is written as '0'.
 */
interface Form {
  readonly toV1: (metric: Fields) => Fields;
  readonly fromV1: (metric: Fields) => Fields;
}

const specs: Readonly<Record<string, Form>> = {
  object: {
    toV1: ({ describedObject, metric, target }) => ({
      target: describedObject,
      metricName: fieldsOf(metric).name,
      targetValue: fieldsOf(target).value ?? '0',
      selector: fieldsOf(metric).selector,
      averageValue: fieldsOf(target).averageValue,
    }),
    fromV1: ({ target, metricName, targetValue, selector, averageValue }) => ({
      describedObject: target,
      metric: present({ name: metricName, selector }),
      target: present({
        type: averageValue === undefined ? 'Value' : 'AverageValue',
        value: averageValue !== undefined && isZero(targetValue) ? undefined : targetValue,
        averageValue,
      }),
    }),
  },
  pods: {
    toV1: ({ metric, target }) => ({
      metricName: fieldsOf(metric).name,
      targetAverageValue: fieldsOf(target).averageValue ?? '0',
      selector: fieldsOf(metric).selector,
    }),
    fromV1: ({ metricName, targetAverageValue, selector }) => ({
      metric: present({ name: metricName, selector }),
      target: { type: 'AverageValue', averageValue: targetAverageValue },
    }),
  },
  resource: { toV1: resourceToV1, fromV1: resourceFromV1 },
  containerResource: { toV1: resourceToV1, fromV1: resourceFromV1 },
  external: {
    toV1: ({ metric, target }) => ({
      metricName: fieldsOf(metric).name,
      metricSelector: fieldsOf(metric).selector,
      targetValue: fieldsOf(target).value,
      targetAverageValue: fieldsOf(target).averageValue,
    }),
    fromV1: ({ metricName, metricSelector, targetValue, targetAverageValue }) => ({
      metric: present({ name: metricName, selector: metricSelector }),
      target: present({
        type: targetValue === undefined ? 'AverageValue' : 'Value',
        value: targetValue,
        averageValue: targetAverageValue,
      }),
    }),
  },
};

const statuses: Readonly<Record<string, Form>> = {
  object: {
    toV1: ({ describedObject, metric, current }) => ({
      target: describedObject,
      metricName: fieldsOf(metric).name,
      currentValue: fieldsOf(current).value ?? '0',
      selector: fieldsOf(metric).selector,
      averageValue: fieldsOf(current).averageValue,
    }),
    fromV1: ({ target, metricName, currentValue, selector, averageValue }) => ({
      describedObject: target,
      metric: present({ name: metricName, selector }),
      current: present({ value: currentValue, averageValue }),
    }),
  },
  pods: {
    toV1: ({ metric, current }) => ({
      metricName: fieldsOf(metric).name,
      currentAverageValue: fieldsOf(current).averageValue ?? '0',
      selector: fieldsOf(metric).selector,
    }),
    fromV1: ({ metricName, currentAverageValue, selector }) => ({
      metric: present({ name: metricName, selector }),
      current: present({ averageValue: currentAverageValue }),
    }),
  },
  resource: { toV1: currentToV1, fromV1: currentFromV1 },
  containerResource: { toV1: currentToV1, fromV1: currentFromV1 },
  external: {
    toV1: ({ metric, current }) => ({
      metricName: fieldsOf(metric).name,
      metricSelector: fieldsOf(metric).selector,
      currentValue: fieldsOf(current).value ?? '0',
      currentAverageValue: fieldsOf(current).averageValue,
    }),
    fromV1: ({ metricName, metricSelector, currentValue, currentAverageValue }) => ({
      metric: present({ name: metricName, selector: metricSelector }),
      current: present({ value: currentValue, averageValue: currentAverageValue }),
    }),
  },
};

export function metricSpecToV1(metric: Fields): Fields {
  return inForm(metric, specs, 'toV1');
}

export function metricSpecFromV1(metric: Fields): Fields {
  return inForm(metric, specs, 'fromV1');
}

export function metricStatusToV1(metric: Fields): Fields {
  return inForm(metric, statuses, 'toV1');
}

export function metricStatusFromV1(metric: Fields): Fields {
  return inForm(metric, statuses, 'fromV1');
}

function inForm(metric: Fields, forms: Readonly<Record<string, Form>>, way: keyof Form): Fields {
  const made: Record<string, unknown> = { type: metric.type };
  for (const [source, form] of Object.entries(forms)) {
    const value = metric[source];
    if (isFields(value)) made[source] = present(form[way](value));
  }
  return made;
}

function resourceToV1({ name, container, target }: Fields): Fields {
  const { averageUtilization, averageValue } = fieldsOf(target);
  return { name, targetAverageUtilization: averageUtilization, targetAverageValue: averageValue, container };
}

function resourceFromV1({ name, container, targetAverageUtilization, targetAverageValue }: Fields): Fields {
  const type = targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization';
  const target = { type, averageValue: targetAverageValue, averageUtilization: targetAverageUtilization };
  return { name, container, target: present(target) };
}

function currentToV1({ name, container, current }: Fields): Fields {
  const { averageUtilization, averageValue } = fieldsOf(current);
  return {
    name,
    currentAverageUtilization: averageUtilization,
    currentAverageValue: averageValue ?? '0',
    container,
  };
}

function currentFromV1({ name, container, currentAverageUtilization, currentAverageValue }: Fields): Fields {
  const current = { averageValue: currentAverageValue, averageUtilization: currentAverageUtilization };
  return { name, container, current: present(current) };
}

function isZero(quantity: unknown): boolean {
  return quantity === undefined || quantity === '0' || quantity === 0;
}
